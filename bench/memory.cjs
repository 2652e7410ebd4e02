// Loaded into a process that is measured: leaves its peak memory in KiB when it ends. Of the kernel's own count of this program:
// the peak that getrusage tells begins with that of the process which started it.
process.on('exit', () => {
  const fs = require('node:fs');
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
  fs.writeFileSync(process.env.DAEMONSYNC_BENCH_MEMORY, peak);
});
