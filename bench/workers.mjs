// The daemons that every contender is asked for: so many sleepers with a name, a description, an argument of their own and a
// restart policy. `versions[i]` counts the changes of number i: another version is another argument.

export function workers(count) {
  return { count, versions: Array.from({ length: count }, () => 0) };
}

export function each({ versions }, describe) {
  return versions.map((version, i) => describe({ ...worker(i, version), i }));
}

/** Changes number i, and says so to whoever writes it down again. */
export function changed({ count, versions }, i) {
  return { count, versions: versions.with(i, versions[i] + 1) };
}

export function worker(i, version = 0) {
  return { name: `worker-${i}`, description: `Worker number ${i}`, argv: ['/bin/sleep', `${100_000 + i}.${version}`] };
}

/** For contenders that want to be given their unit files. Without a limit of starts: the bench starts one again and again. */
export function unitText({ description, argv }) {
  return `[Unit]
Description=${description}
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${argv.join(' ')}
Restart=always
RestartSec=10

[Install]
WantedBy=default.target
`;
}
