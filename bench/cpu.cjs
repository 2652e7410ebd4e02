// Loaded into a process that is measured: leaves its processor time, user and system, all threads, when it ends.
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeFileSync(process.env.DAEMONSYNC_BENCH_CPU, String((user + system) / 1e6));
});
