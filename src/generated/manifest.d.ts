// Made by tools/generate.mjs from schema/daemons.schema.json (5272f45324bcf481). Do not edit.
/**
 * Fields for every daemon that does not say otherwise.
 */
export type Daemon = ({
/**
 * What people see in `systemctl status` and in daemonsync's own lists. One line.
 */
description?: (string | null)
/**
 * The program and its arguments: a list (the exact words), or one string split as a shell splits words (quotes are honoured; globs, pipes and `$NAME` are not: use `shell`). A bare program name is looked up on the daemon's own PATH. `~/` and `${HOME}`-like names expand; `$$` is a dollar sign, `$~` a tilde.
 */
command?: ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Instead of `command`: a script, run by `/bin/sh -eu`. Never expanded by daemonsync. End it with `exec program …` where one program stays.
 */
shell?: (string | null)
/**
 * How the command is found when the daemon starts. Anything but `direct` makes a stable wrapper script, so that nothing installed points into a virtual environment.
 */
launcher?: (("direct" | null) | {
/**
 * Run through `uv run --project DIR`: the virtual environment is made again when it is missing.
 */
uv?: (Path | {
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
dir: (string | null)
/**
 * false: do not bring the environment up to date first.
 */
sync?: (boolean | null)
})
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
venv?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
node?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
mise?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
nix?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
direnv?: (string | null)
})
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
working_directory?: (string | null)
/**
 * Environment variables, on top of what the service manager gives. Values keep the text as written (`1.10` stays `1.10`); null takes one from `defaults` away. Secrets belong in `env_file`.
 */
env?: ({
[k: string]: string | number | boolean | null | {
/**
 * The value.
 */
value: (string | number | boolean)
/**
 * true: it is no secret, whatever its name looks like.
 */
public?: (boolean | null)
}
} | null)
/**
 * Files of NAME=value lines, read each time the daemon starts: the place for secrets. Later files win, and all of them win over `env`. Their content is never copied anywhere.
 */
env_file?: ((string | {
/**
 * The file.
 */
path: string
/**
 * true: go on without it when it is missing.
 */
optional?: (boolean | null)
})[] | (string | {
/**
 * The file.
 */
path: string
/**
 * true: go on without it when it is missing.
 */
optional?: (boolean | null)
}) | null)
/**
 * login: with your session. boot: with the machine, nobody logged in. manual: only when you start it. With a trigger (`schedule`, `watch_paths`, `sockets`) it says when the trigger is armed.
 */
when?: ("login" | "boot" | "manual" | null)
/**
 * Only with a trigger: run once as soon as the trigger is armed, too.
 */
run_at_start?: (boolean | null)
/**
 * Only with `when: boot`: how it runs while nobody is logged in.
 */
boot?: ({
/**
 * Whose process it is. Default: you.
 */
user?: (string | null)
/**
 * Its group. Default: that user's own.
 */
group?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
home?: (string | null)
/**
 * Linux. user-manager: your own service manager, kept alive from boot (linger). system: a system service, installed through sudo.
 */
as?: ("user-manager" | "system" | null)
} | null)
/**
 * simple: it stays up (the default). oneshot: it does its work and ends (the default with `schedule` or `watch_paths`). notify: it stays up and tells systemd when it is ready (Linux only).
 */
type?: ("simple" | "oneshot" | "notify" | null)
/**
 * What happens when it ends by itself. Default: on-failure after 10 s for a daemon that stays up, never for one with a trigger.
 */
restart?: (("always" | "on-failure" | "never" | null) | {
/**
 * When to start it again after it ends.
 */
policy?: ("always" | "on-failure" | "never" | null)
/**
 * How long to wait first. On macOS it counts from the last start, in whole seconds.
 */
delay?: (string | number | null)
/**
 * Give up after this many starts within `window`. Default: never give up. macOS has no such thing.
 */
burst?: (number | null)
/**
 * The time that `burst` counts in. Default: 10m.
 */
window?: (string | number | null)
})
/**
 * Run at these times instead of staying up.
 */
schedule?: ([ScheduleEntry, ...(ScheduleEntry)[]] | ScheduleEntry | null)
/**
 * Run when one of these files or folders changes.
 */
watch_paths?: (string[] | string | null)
/**
 * Open these and start the daemon at the first connection. The program must know its platform's way to take them over.
 */
sockets?: ({
[k: string]: {
/**
 * HOST:PORT, such as `127.0.0.1:8080` or `[::1]:8080`.
 */
tcp?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
unix?: (string | null)
/**
 * Permissions of the Unix socket, in quotes. Default: "600", for you alone.
 */
mode?: (string | null)
} | null
} | null)
after?: Names
needs?: Names1
/**
 * Where its output goes: files (default), the journal (Linux only), nowhere, or files of your own.
 */
logs?: (("files" | "journal" | "none" | null) | {
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
stdout?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
stderr?: (string | null)
/**
 * When a log file is copied aside and emptied; false: never.
 */
rotate?: ((false | null) | {
/**
 * Rotate when a file has grown to this size.
 */
size?: (string | number | null)
/**
 * How many old files are kept.
 */
keep?: (number | null)
})
})
/**
 * How it is stopped.
 */
stop?: ({
/**
 * What asks it to stop. macOS knows TERM only.
 */
signal?: (string | null)
/**
 * How long it may take before it is killed. Whole seconds, at least 1.
 */
timeout?: (string | number | null)
} | null)
/**
 * What it may use.
 */
limits?: ({
/**
 * How many files it may have open.
 */
open_files?: (number | null)
/**
 * How many tasks it may have (Linux).
 */
processes?: (number | null)
/**
 * Memory, with all it starts (Linux): `512MiB`.
 */
memory?: (string | number | null)
/**
 * Processor time in percent of one processor (Linux): `50%`, `150%`.
 */
cpu?: (string | number | null)
/**
 * Scheduling priority: 19 is the nicest to others.
 */
nice?: (number | null)
/**
 * Disk priority: idle only uses the disk when nobody else does.
 */
io?: ("best-effort" | "idle" | null)
} | null)
/**
 * How it is weighed against everything else.
 */
priority?: ("background" | "standard" | "interactive" | null)
/**
 * File creation mask, in quotes: "022".
 */
umask?: (string | null)
/**
 * What it must be able to reach, so that daemonsync can warn where macOS would silently block it. Isolates nothing.
 */
reaches?: ("nothing" | "internet" | "lan" | null)
/**
 * How `apply`, `start` and `status` find out that it really works. Never restarts anything.
 */
health?: ({
/**
 * Healthy when this command exits 0.
 */
command?: ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Healthy when this URL answers with 2xx or 3xx.
 */
http?: (string | null)
/**
 * Healthy when HOST:PORT takes a connection.
 */
tcp?: (string | null)
/**
 * How long between two tries.
 */
interval?: (string | number | null)
/**
 * How long one try may take.
 */
timeout?: (string | number | null)
/**
 * How many tries may fail in a row.
 */
retries?: (number | null)
/**
 * How long it may take to come up before failures count.
 */
start_period?: (string | number | null)
} | null)
/**
 * How it is told to read its own configuration again: a signal, or a command that finds the process id in DAEMON_PID.
 */
reload?: ({
/**
 * Send this signal.
 */
signal: (string | null)
} | CommandLine)
/**
 * Restart it when the content of one of these files (or globs) has changed since it was started.
 */
restart_on?: (string[] | string | null)
/**
 * The same, but reload it. Needs `reload`.
 */
reload_on?: (string[] | string | null)
/**
 * What apply does to the running daemon when its definition changed; keep leaves it running, and `status` calls it stale.
 */
on_change?: ("restart" | "keep" | null)
/**
 * false: its files stay, but nothing is armed or running.
 */
enabled?: (boolean | null)
/**
 * Where it exists at all; elsewhere an earlier install is removed.
 */
only?: ({
/**
 * Only on this system.
 */
os?: ("linux" | "macos" | null)
/**
 * Only on the host of this name; a glob, or a list of them.
 */
host?: ([string, ...(string)[]] | string | null)
/**
 * Only for this user; a list is allowed.
 */
user?: ([string, ...(string)[]] | string | null)
} | null)
linux?: Daemon1
macos?: Daemon2
/**
 * Raw systemd directives by section, verbatim (`%h` and `$MAINPID` work). A list repeats the key; null takes away what daemonsync would write.
 */
systemd?: ({
[k: string]: {
[k: string]: (string | number | boolean)[] | string | number | boolean | null
} | null
} | null)
/**
 * Raw plist keys, merged over what daemonsync writes; null takes one away.
 */
launchd?: ({
[k: string]: unknown
} | null)
} | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
export type Path = (string | null)
/**
 * A cron line, or a map with one of cron, every and calendar.
 */
export type ScheduleEntry = (string | {
/**
 * A cron line of five fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
 */
cron: string
/**
 * Run once after start-up if a time was missed meanwhile (systemd; launchd makes up for sleep only).
 */
catch_up?: (boolean | null)
/**
 * Spread the start over this long, by a fixed random delay (systemd only).
 */
jitter?: (string | number | null)
} | {
/**
 * Again and again, this long after the last start: `15m`, `1h30m`.
 */
every: (string | number | null)
/**
 * Run once after start-up if a time was missed meanwhile (systemd; launchd makes up for sleep only).
 */
catch_up?: (boolean | null)
/**
 * Spread the start over this long, by a fixed random delay (systemd only).
 */
jitter?: (string | number | null)
} | {
/**
 * A systemd calendar expression: `Mon..Fri 09:00`, `*-*-01 04:00`.
 */
calendar: string
/**
 * Run once after start-up if a time was missed meanwhile (systemd; launchd makes up for sleep only).
 */
catch_up?: (boolean | null)
/**
 * Spread the start over this long, by a fixed random delay (systemd only).
 */
jitter?: (string | number | null)
})
/**
 * Start after these daemons.
 */
export type Names = (string[] | null)
/**
 * These daemons are started too, and first.
 */
export type Names1 = (string[] | null)
export type CommandLine = ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Any of these fields again, for Linux only; merged last.
 */
export type Daemon1 = ({
/**
 * What people see in `systemctl status` and in daemonsync's own lists. One line.
 */
description?: (string | null)
/**
 * The program and its arguments: a list (the exact words), or one string split as a shell splits words (quotes are honoured; globs, pipes and `$NAME` are not: use `shell`). A bare program name is looked up on the daemon's own PATH. `~/` and `${HOME}`-like names expand; `$$` is a dollar sign, `$~` a tilde.
 */
command?: ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Instead of `command`: a script, run by `/bin/sh -eu`. Never expanded by daemonsync. End it with `exec program …` where one program stays.
 */
shell?: (string | null)
/**
 * How the command is found when the daemon starts. Anything but `direct` makes a stable wrapper script, so that nothing installed points into a virtual environment.
 */
launcher?: (("direct" | null) | {
/**
 * Run through `uv run --project DIR`: the virtual environment is made again when it is missing.
 */
uv?: (Path | {
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
dir: (string | null)
/**
 * false: do not bring the environment up to date first.
 */
sync?: (boolean | null)
})
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
venv?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
node?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
mise?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
nix?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
direnv?: (string | null)
})
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
working_directory?: (string | null)
/**
 * Environment variables, on top of what the service manager gives. Values keep the text as written (`1.10` stays `1.10`); null takes one from `defaults` away. Secrets belong in `env_file`.
 */
env?: ({
[k: string]: string | number | boolean | null | {
/**
 * The value.
 */
value: (string | number | boolean)
/**
 * true: it is no secret, whatever its name looks like.
 */
public?: (boolean | null)
}
} | null)
/**
 * Files of NAME=value lines, read each time the daemon starts: the place for secrets. Later files win, and all of them win over `env`. Their content is never copied anywhere.
 */
env_file?: ((string | {
/**
 * The file.
 */
path: string
/**
 * true: go on without it when it is missing.
 */
optional?: (boolean | null)
})[] | (string | {
/**
 * The file.
 */
path: string
/**
 * true: go on without it when it is missing.
 */
optional?: (boolean | null)
}) | null)
/**
 * login: with your session. boot: with the machine, nobody logged in. manual: only when you start it. With a trigger (`schedule`, `watch_paths`, `sockets`) it says when the trigger is armed.
 */
when?: ("login" | "boot" | "manual" | null)
/**
 * Only with a trigger: run once as soon as the trigger is armed, too.
 */
run_at_start?: (boolean | null)
/**
 * Only with `when: boot`: how it runs while nobody is logged in.
 */
boot?: ({
/**
 * Whose process it is. Default: you.
 */
user?: (string | null)
/**
 * Its group. Default: that user's own.
 */
group?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
home?: (string | null)
/**
 * Linux. user-manager: your own service manager, kept alive from boot (linger). system: a system service, installed through sudo.
 */
as?: ("user-manager" | "system" | null)
} | null)
/**
 * simple: it stays up (the default). oneshot: it does its work and ends (the default with `schedule` or `watch_paths`). notify: it stays up and tells systemd when it is ready (Linux only).
 */
type?: ("simple" | "oneshot" | "notify" | null)
/**
 * What happens when it ends by itself. Default: on-failure after 10 s for a daemon that stays up, never for one with a trigger.
 */
restart?: (("always" | "on-failure" | "never" | null) | {
/**
 * When to start it again after it ends.
 */
policy?: ("always" | "on-failure" | "never" | null)
/**
 * How long to wait first. On macOS it counts from the last start, in whole seconds.
 */
delay?: (string | number | null)
/**
 * Give up after this many starts within `window`. Default: never give up. macOS has no such thing.
 */
burst?: (number | null)
/**
 * The time that `burst` counts in. Default: 10m.
 */
window?: (string | number | null)
})
/**
 * Run at these times instead of staying up.
 */
schedule?: ([ScheduleEntry, ...(ScheduleEntry)[]] | ScheduleEntry | null)
/**
 * Run when one of these files or folders changes.
 */
watch_paths?: (string[] | string | null)
/**
 * Open these and start the daemon at the first connection. The program must know its platform's way to take them over.
 */
sockets?: ({
[k: string]: {
/**
 * HOST:PORT, such as `127.0.0.1:8080` or `[::1]:8080`.
 */
tcp?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
unix?: (string | null)
/**
 * Permissions of the Unix socket, in quotes. Default: "600", for you alone.
 */
mode?: (string | null)
} | null
} | null)
after?: Names
needs?: Names1
/**
 * Where its output goes: files (default), the journal (Linux only), nowhere, or files of your own.
 */
logs?: (("files" | "journal" | "none" | null) | {
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
stdout?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
stderr?: (string | null)
/**
 * When a log file is copied aside and emptied; false: never.
 */
rotate?: ((false | null) | {
/**
 * Rotate when a file has grown to this size.
 */
size?: (string | number | null)
/**
 * How many old files are kept.
 */
keep?: (number | null)
})
})
/**
 * How it is stopped.
 */
stop?: ({
/**
 * What asks it to stop. macOS knows TERM only.
 */
signal?: (string | null)
/**
 * How long it may take before it is killed. Whole seconds, at least 1.
 */
timeout?: (string | number | null)
} | null)
/**
 * What it may use.
 */
limits?: ({
/**
 * How many files it may have open.
 */
open_files?: (number | null)
/**
 * How many tasks it may have (Linux).
 */
processes?: (number | null)
/**
 * Memory, with all it starts (Linux): `512MiB`.
 */
memory?: (string | number | null)
/**
 * Processor time in percent of one processor (Linux): `50%`, `150%`.
 */
cpu?: (string | number | null)
/**
 * Scheduling priority: 19 is the nicest to others.
 */
nice?: (number | null)
/**
 * Disk priority: idle only uses the disk when nobody else does.
 */
io?: ("best-effort" | "idle" | null)
} | null)
/**
 * How it is weighed against everything else.
 */
priority?: ("background" | "standard" | "interactive" | null)
/**
 * File creation mask, in quotes: "022".
 */
umask?: (string | null)
/**
 * What it must be able to reach, so that daemonsync can warn where macOS would silently block it. Isolates nothing.
 */
reaches?: ("nothing" | "internet" | "lan" | null)
/**
 * How `apply`, `start` and `status` find out that it really works. Never restarts anything.
 */
health?: ({
/**
 * Healthy when this command exits 0.
 */
command?: ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Healthy when this URL answers with 2xx or 3xx.
 */
http?: (string | null)
/**
 * Healthy when HOST:PORT takes a connection.
 */
tcp?: (string | null)
/**
 * How long between two tries.
 */
interval?: (string | number | null)
/**
 * How long one try may take.
 */
timeout?: (string | number | null)
/**
 * How many tries may fail in a row.
 */
retries?: (number | null)
/**
 * How long it may take to come up before failures count.
 */
start_period?: (string | number | null)
} | null)
/**
 * How it is told to read its own configuration again: a signal, or a command that finds the process id in DAEMON_PID.
 */
reload?: ({
/**
 * Send this signal.
 */
signal: (string | null)
} | CommandLine)
/**
 * Restart it when the content of one of these files (or globs) has changed since it was started.
 */
restart_on?: (string[] | string | null)
/**
 * The same, but reload it. Needs `reload`.
 */
reload_on?: (string[] | string | null)
/**
 * What apply does to the running daemon when its definition changed; keep leaves it running, and `status` calls it stale.
 */
on_change?: ("restart" | "keep" | null)
/**
 * false: its files stay, but nothing is armed or running.
 */
enabled?: (boolean | null)
/**
 * Where it exists at all; elsewhere an earlier install is removed.
 */
only?: ({
/**
 * Only on this system.
 */
os?: ("linux" | "macos" | null)
/**
 * Only on the host of this name; a glob, or a list of them.
 */
host?: ([string, ...(string)[]] | string | null)
/**
 * Only for this user; a list is allowed.
 */
user?: ([string, ...(string)[]] | string | null)
} | null)
linux?: Daemon1
macos?: Daemon2
/**
 * Raw systemd directives by section, verbatim (`%h` and `$MAINPID` work). A list repeats the key; null takes away what daemonsync would write.
 */
systemd?: ({
[k: string]: {
[k: string]: (string | number | boolean)[] | string | number | boolean | null
} | null
} | null)
/**
 * Raw plist keys, merged over what daemonsync writes; null takes one away.
 */
launchd?: ({
[k: string]: unknown
} | null)
} | null)
/**
 * Any of these fields again, for macOS only; merged last.
 */
export type Daemon2 = ({
/**
 * What people see in `systemctl status` and in daemonsync's own lists. One line.
 */
description?: (string | null)
/**
 * The program and its arguments: a list (the exact words), or one string split as a shell splits words (quotes are honoured; globs, pipes and `$NAME` are not: use `shell`). A bare program name is looked up on the daemon's own PATH. `~/` and `${HOME}`-like names expand; `$$` is a dollar sign, `$~` a tilde.
 */
command?: ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Instead of `command`: a script, run by `/bin/sh -eu`. Never expanded by daemonsync. End it with `exec program …` where one program stays.
 */
shell?: (string | null)
/**
 * How the command is found when the daemon starts. Anything but `direct` makes a stable wrapper script, so that nothing installed points into a virtual environment.
 */
launcher?: (("direct" | null) | {
/**
 * Run through `uv run --project DIR`: the virtual environment is made again when it is missing.
 */
uv?: (Path | {
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
dir: (string | null)
/**
 * false: do not bring the environment up to date first.
 */
sync?: (boolean | null)
})
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
venv?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
node?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
mise?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
nix?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
direnv?: (string | null)
})
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
working_directory?: (string | null)
/**
 * Environment variables, on top of what the service manager gives. Values keep the text as written (`1.10` stays `1.10`); null takes one from `defaults` away. Secrets belong in `env_file`.
 */
env?: ({
[k: string]: string | number | boolean | null | {
/**
 * The value.
 */
value: (string | number | boolean)
/**
 * true: it is no secret, whatever its name looks like.
 */
public?: (boolean | null)
}
} | null)
/**
 * Files of NAME=value lines, read each time the daemon starts: the place for secrets. Later files win, and all of them win over `env`. Their content is never copied anywhere.
 */
env_file?: ((string | {
/**
 * The file.
 */
path: string
/**
 * true: go on without it when it is missing.
 */
optional?: (boolean | null)
})[] | (string | {
/**
 * The file.
 */
path: string
/**
 * true: go on without it when it is missing.
 */
optional?: (boolean | null)
}) | null)
/**
 * login: with your session. boot: with the machine, nobody logged in. manual: only when you start it. With a trigger (`schedule`, `watch_paths`, `sockets`) it says when the trigger is armed.
 */
when?: ("login" | "boot" | "manual" | null)
/**
 * Only with a trigger: run once as soon as the trigger is armed, too.
 */
run_at_start?: (boolean | null)
/**
 * Only with `when: boot`: how it runs while nobody is logged in.
 */
boot?: ({
/**
 * Whose process it is. Default: you.
 */
user?: (string | null)
/**
 * Its group. Default: that user's own.
 */
group?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
home?: (string | null)
/**
 * Linux. user-manager: your own service manager, kept alive from boot (linger). system: a system service, installed through sudo.
 */
as?: ("user-manager" | "system" | null)
} | null)
/**
 * simple: it stays up (the default). oneshot: it does its work and ends (the default with `schedule` or `watch_paths`). notify: it stays up and tells systemd when it is ready (Linux only).
 */
type?: ("simple" | "oneshot" | "notify" | null)
/**
 * What happens when it ends by itself. Default: on-failure after 10 s for a daemon that stays up, never for one with a trigger.
 */
restart?: (("always" | "on-failure" | "never" | null) | {
/**
 * When to start it again after it ends.
 */
policy?: ("always" | "on-failure" | "never" | null)
/**
 * How long to wait first. On macOS it counts from the last start, in whole seconds.
 */
delay?: (string | number | null)
/**
 * Give up after this many starts within `window`. Default: never give up. macOS has no such thing.
 */
burst?: (number | null)
/**
 * The time that `burst` counts in. Default: 10m.
 */
window?: (string | number | null)
})
/**
 * Run at these times instead of staying up.
 */
schedule?: ([ScheduleEntry, ...(ScheduleEntry)[]] | ScheduleEntry | null)
/**
 * Run when one of these files or folders changes.
 */
watch_paths?: (string[] | string | null)
/**
 * Open these and start the daemon at the first connection. The program must know its platform's way to take them over.
 */
sockets?: ({
[k: string]: {
/**
 * HOST:PORT, such as `127.0.0.1:8080` or `[::1]:8080`.
 */
tcp?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
unix?: (string | null)
/**
 * Permissions of the Unix socket, in quotes. Default: "600", for you alone.
 */
mode?: (string | null)
} | null
} | null)
after?: Names
needs?: Names1
/**
 * Where its output goes: files (default), the journal (Linux only), nowhere, or files of your own.
 */
logs?: (("files" | "journal" | "none" | null) | {
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
stdout?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
stderr?: (string | null)
/**
 * When a log file is copied aside and emptied; false: never.
 */
rotate?: ((false | null) | {
/**
 * Rotate when a file has grown to this size.
 */
size?: (string | number | null)
/**
 * How many old files are kept.
 */
keep?: (number | null)
})
})
/**
 * How it is stopped.
 */
stop?: ({
/**
 * What asks it to stop. macOS knows TERM only.
 */
signal?: (string | null)
/**
 * How long it may take before it is killed. Whole seconds, at least 1.
 */
timeout?: (string | number | null)
} | null)
/**
 * What it may use.
 */
limits?: ({
/**
 * How many files it may have open.
 */
open_files?: (number | null)
/**
 * How many tasks it may have (Linux).
 */
processes?: (number | null)
/**
 * Memory, with all it starts (Linux): `512MiB`.
 */
memory?: (string | number | null)
/**
 * Processor time in percent of one processor (Linux): `50%`, `150%`.
 */
cpu?: (string | number | null)
/**
 * Scheduling priority: 19 is the nicest to others.
 */
nice?: (number | null)
/**
 * Disk priority: idle only uses the disk when nobody else does.
 */
io?: ("best-effort" | "idle" | null)
} | null)
/**
 * How it is weighed against everything else.
 */
priority?: ("background" | "standard" | "interactive" | null)
/**
 * File creation mask, in quotes: "022".
 */
umask?: (string | null)
/**
 * What it must be able to reach, so that daemonsync can warn where macOS would silently block it. Isolates nothing.
 */
reaches?: ("nothing" | "internet" | "lan" | null)
/**
 * How `apply`, `start` and `status` find out that it really works. Never restarts anything.
 */
health?: ({
/**
 * Healthy when this command exits 0.
 */
command?: ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Healthy when this URL answers with 2xx or 3xx.
 */
http?: (string | null)
/**
 * Healthy when HOST:PORT takes a connection.
 */
tcp?: (string | null)
/**
 * How long between two tries.
 */
interval?: (string | number | null)
/**
 * How long one try may take.
 */
timeout?: (string | number | null)
/**
 * How many tries may fail in a row.
 */
retries?: (number | null)
/**
 * How long it may take to come up before failures count.
 */
start_period?: (string | number | null)
} | null)
/**
 * How it is told to read its own configuration again: a signal, or a command that finds the process id in DAEMON_PID.
 */
reload?: ({
/**
 * Send this signal.
 */
signal: (string | null)
} | CommandLine)
/**
 * Restart it when the content of one of these files (or globs) has changed since it was started.
 */
restart_on?: (string[] | string | null)
/**
 * The same, but reload it. Needs `reload`.
 */
reload_on?: (string[] | string | null)
/**
 * What apply does to the running daemon when its definition changed; keep leaves it running, and `status` calls it stale.
 */
on_change?: ("restart" | "keep" | null)
/**
 * false: its files stay, but nothing is armed or running.
 */
enabled?: (boolean | null)
/**
 * Where it exists at all; elsewhere an earlier install is removed.
 */
only?: ({
/**
 * Only on this system.
 */
os?: ("linux" | "macos" | null)
/**
 * Only on the host of this name; a glob, or a list of them.
 */
host?: ([string, ...(string)[]] | string | null)
/**
 * Only for this user; a list is allowed.
 */
user?: ([string, ...(string)[]] | string | null)
} | null)
linux?: Daemon1
macos?: Daemon2
/**
 * Raw systemd directives by section, verbatim (`%h` and `$MAINPID` work). A list repeats the key; null takes away what daemonsync would write.
 */
systemd?: ({
[k: string]: {
[k: string]: (string | number | boolean)[] | string | number | boolean | null
} | null
} | null)
/**
 * Raw plist keys, merged over what daemonsync writes; null takes one away.
 */
launchd?: ({
[k: string]: unknown
} | null)
} | null)
/**
 * One background program.
 */
export type Daemon3 = ({
/**
 * What people see in `systemctl status` and in daemonsync's own lists. One line.
 */
description?: (string | null)
/**
 * The program and its arguments: a list (the exact words), or one string split as a shell splits words (quotes are honoured; globs, pipes and `$NAME` are not: use `shell`). A bare program name is looked up on the daemon's own PATH. `~/` and `${HOME}`-like names expand; `$$` is a dollar sign, `$~` a tilde.
 */
command?: ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Instead of `command`: a script, run by `/bin/sh -eu`. Never expanded by daemonsync. End it with `exec program …` where one program stays.
 */
shell?: (string | null)
/**
 * How the command is found when the daemon starts. Anything but `direct` makes a stable wrapper script, so that nothing installed points into a virtual environment.
 */
launcher?: (("direct" | null) | {
/**
 * Run through `uv run --project DIR`: the virtual environment is made again when it is missing.
 */
uv?: (Path | {
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
dir: (string | null)
/**
 * false: do not bring the environment up to date first.
 */
sync?: (boolean | null)
})
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
venv?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
node?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
mise?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
nix?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
direnv?: (string | null)
})
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
working_directory?: (string | null)
/**
 * Environment variables, on top of what the service manager gives. Values keep the text as written (`1.10` stays `1.10`); null takes one from `defaults` away. Secrets belong in `env_file`.
 */
env?: ({
[k: string]: string | number | boolean | null | {
/**
 * The value.
 */
value: (string | number | boolean)
/**
 * true: it is no secret, whatever its name looks like.
 */
public?: (boolean | null)
}
} | null)
/**
 * Files of NAME=value lines, read each time the daemon starts: the place for secrets. Later files win, and all of them win over `env`. Their content is never copied anywhere.
 */
env_file?: ((string | {
/**
 * The file.
 */
path: string
/**
 * true: go on without it when it is missing.
 */
optional?: (boolean | null)
})[] | (string | {
/**
 * The file.
 */
path: string
/**
 * true: go on without it when it is missing.
 */
optional?: (boolean | null)
}) | null)
/**
 * login: with your session. boot: with the machine, nobody logged in. manual: only when you start it. With a trigger (`schedule`, `watch_paths`, `sockets`) it says when the trigger is armed.
 */
when?: ("login" | "boot" | "manual" | null)
/**
 * Only with a trigger: run once as soon as the trigger is armed, too.
 */
run_at_start?: (boolean | null)
/**
 * Only with `when: boot`: how it runs while nobody is logged in.
 */
boot?: ({
/**
 * Whose process it is. Default: you.
 */
user?: (string | null)
/**
 * Its group. Default: that user's own.
 */
group?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
home?: (string | null)
/**
 * Linux. user-manager: your own service manager, kept alive from boot (linger). system: a system service, installed through sudo.
 */
as?: ("user-manager" | "system" | null)
} | null)
/**
 * simple: it stays up (the default). oneshot: it does its work and ends (the default with `schedule` or `watch_paths`). notify: it stays up and tells systemd when it is ready (Linux only).
 */
type?: ("simple" | "oneshot" | "notify" | null)
/**
 * What happens when it ends by itself. Default: on-failure after 10 s for a daemon that stays up, never for one with a trigger.
 */
restart?: (("always" | "on-failure" | "never" | null) | {
/**
 * When to start it again after it ends.
 */
policy?: ("always" | "on-failure" | "never" | null)
/**
 * How long to wait first. On macOS it counts from the last start, in whole seconds.
 */
delay?: (string | number | null)
/**
 * Give up after this many starts within `window`. Default: never give up. macOS has no such thing.
 */
burst?: (number | null)
/**
 * The time that `burst` counts in. Default: 10m.
 */
window?: (string | number | null)
})
/**
 * Run at these times instead of staying up.
 */
schedule?: ([ScheduleEntry, ...(ScheduleEntry)[]] | ScheduleEntry | null)
/**
 * Run when one of these files or folders changes.
 */
watch_paths?: (string[] | string | null)
/**
 * Open these and start the daemon at the first connection. The program must know its platform's way to take them over.
 */
sockets?: ({
[k: string]: {
/**
 * HOST:PORT, such as `127.0.0.1:8080` or `[::1]:8080`.
 */
tcp?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
unix?: (string | null)
/**
 * Permissions of the Unix socket, in quotes. Default: "600", for you alone.
 */
mode?: (string | null)
} | null
} | null)
after?: Names
needs?: Names1
/**
 * Where its output goes: files (default), the journal (Linux only), nowhere, or files of your own.
 */
logs?: (("files" | "journal" | "none" | null) | {
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
stdout?: (string | null)
/**
 * A path. `~/` and `${HOME}`-like names expand; a relative path is taken from the folder of this file.
 */
stderr?: (string | null)
/**
 * When a log file is copied aside and emptied; false: never.
 */
rotate?: ((false | null) | {
/**
 * Rotate when a file has grown to this size.
 */
size?: (string | number | null)
/**
 * How many old files are kept.
 */
keep?: (number | null)
})
})
/**
 * How it is stopped.
 */
stop?: ({
/**
 * What asks it to stop. macOS knows TERM only.
 */
signal?: (string | null)
/**
 * How long it may take before it is killed. Whole seconds, at least 1.
 */
timeout?: (string | number | null)
} | null)
/**
 * What it may use.
 */
limits?: ({
/**
 * How many files it may have open.
 */
open_files?: (number | null)
/**
 * How many tasks it may have (Linux).
 */
processes?: (number | null)
/**
 * Memory, with all it starts (Linux): `512MiB`.
 */
memory?: (string | number | null)
/**
 * Processor time in percent of one processor (Linux): `50%`, `150%`.
 */
cpu?: (string | number | null)
/**
 * Scheduling priority: 19 is the nicest to others.
 */
nice?: (number | null)
/**
 * Disk priority: idle only uses the disk when nobody else does.
 */
io?: ("best-effort" | "idle" | null)
} | null)
/**
 * How it is weighed against everything else.
 */
priority?: ("background" | "standard" | "interactive" | null)
/**
 * File creation mask, in quotes: "022".
 */
umask?: (string | null)
/**
 * What it must be able to reach, so that daemonsync can warn where macOS would silently block it. Isolates nothing.
 */
reaches?: ("nothing" | "internet" | "lan" | null)
/**
 * How `apply`, `start` and `status` find out that it really works. Never restarts anything.
 */
health?: ({
/**
 * Healthy when this command exits 0.
 */
command?: ([(string | number | boolean), ...((string | number | boolean))[]] | string | null)
/**
 * Healthy when this URL answers with 2xx or 3xx.
 */
http?: (string | null)
/**
 * Healthy when HOST:PORT takes a connection.
 */
tcp?: (string | null)
/**
 * How long between two tries.
 */
interval?: (string | number | null)
/**
 * How long one try may take.
 */
timeout?: (string | number | null)
/**
 * How many tries may fail in a row.
 */
retries?: (number | null)
/**
 * How long it may take to come up before failures count.
 */
start_period?: (string | number | null)
} | null)
/**
 * How it is told to read its own configuration again: a signal, or a command that finds the process id in DAEMON_PID.
 */
reload?: ({
/**
 * Send this signal.
 */
signal: (string | null)
} | CommandLine)
/**
 * Restart it when the content of one of these files (or globs) has changed since it was started.
 */
restart_on?: (string[] | string | null)
/**
 * The same, but reload it. Needs `reload`.
 */
reload_on?: (string[] | string | null)
/**
 * What apply does to the running daemon when its definition changed; keep leaves it running, and `status` calls it stale.
 */
on_change?: ("restart" | "keep" | null)
/**
 * false: its files stay, but nothing is armed or running.
 */
enabled?: (boolean | null)
/**
 * Where it exists at all; elsewhere an earlier install is removed.
 */
only?: ({
/**
 * Only on this system.
 */
os?: ("linux" | "macos" | null)
/**
 * Only on the host of this name; a glob, or a list of them.
 */
host?: ([string, ...(string)[]] | string | null)
/**
 * Only for this user; a list is allowed.
 */
user?: ([string, ...(string)[]] | string | null)
} | null)
linux?: Daemon1
macos?: Daemon2
/**
 * Raw systemd directives by section, verbatim (`%h` and `$MAINPID` work). A list repeats the key; null takes away what daemonsync would write.
 */
systemd?: ({
[k: string]: {
[k: string]: (string | number | boolean)[] | string | number | boolean | null
} | null
} | null)
/**
 * Raw plist keys, merged over what daemonsync writes; null takes one away.
 */
launchd?: ({
[k: string]: unknown
} | null)
} | null)

/**
 * Which background programs run for me, on Linux and on macOS. See `daemonsync help`.
 */
export interface DaemonsYaml {
/**
 * The version of this format: 1.
 */
version: 1
/**
 * Whose daemons these are: daemonsync removes only what the same namespace installed.
 */
namespace?: string
/**
 * On macOS a daemon is called <label_prefix>.<name>.
 */
label_prefix?: string
/**
 * More files with daemons in them: paths or globs, read in sorted order.
 */
include?: (string[] | string | null)
defaults?: Daemon
/**
 * The daemons, by name.
 */
daemons?: ({
[k: string]: Daemon3
} | null)
}
