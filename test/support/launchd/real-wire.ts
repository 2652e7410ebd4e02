// What the stub on PATH says to the server, and what it is answered: bytes in, words out, and back. Nothing is decoded but UTF-8.

/** One call of a stand-in program: who, where from, and with what. */
export interface Call {
  readonly program: string;
  readonly uid: number;
  readonly pid: number;
  readonly cwd: string;
  readonly umask: number;
  readonly input: string;
  readonly argv: readonly string[];
}

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** null: it is not all there yet. */
export function readCall(bytes: Buffer): Call | null {
  const [whole] = fieldsOf(bytes);
  if (whole === undefined) return null;
  const fields = fieldsOf(whole).map((field) => field.toString('utf8'));
  const [program = '', uid, pid, cwd = '/', umask = '', input = '', ...argv] = fields;
  return { program, uid: Number(uid), pid: Number(pid), cwd, umask: Number.parseInt(umask, 8), input, argv };
}

/** Each is its length, a newline, and that many bytes. */
function fieldsOf(bytes: Buffer): readonly Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf('\n', at);
    if (newline < 0) break;
    const end = newline + 1 + Number(bytes.toString('latin1', at, newline));
    if (end > bytes.length) break;
    fields.push(bytes.subarray(newline + 1, end));
    at = end;
  }
  return fields;
}

export function answerBytes({ code, stdout, stderr }: Answer): Buffer {
  const [out, err] = [Buffer.from(stdout), Buffer.from(stderr)];
  return Buffer.concat([Buffer.from(`${code} ${out.length}\n`), out, err]);
}
