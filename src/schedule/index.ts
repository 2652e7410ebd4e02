// What the rest of the program may use of schedules: two parsers, two ways to write a rule, and the next runs.
export { parseCalendar } from './calendar.ts';
export { parseCron } from './cron.ts';
export { type CalendarDict, type CalendarInterval, type CalendarKey, startCalendarInterval } from './launchd.ts';
export { nextForSchedule, nextRuns } from './next.ts';
export { isFault, type ParsedSchedule, type ScheduleFault } from './parsed.ts';
export { onCalendar } from './render.ts';
