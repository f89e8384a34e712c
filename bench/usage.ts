import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a process has used so far, over all its threads. */
export interface Usage {
  readonly cpuMs: number;
  readonly residentMb: number;
}

/** Linux counts CPU time in ticks of 10 ms for user space, whatever the kernel's own tick is. */
const TICK_MS = 10;

/** From /proc; where there is none (macOS), from `ps`. */
export function usageOf(pid: number): Usage {
  try {
    // The second field is the program's name in brackets and may hold spaces: count from behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, residentMb: Number(resident) / 1024 };
  } catch {
    const shown = execFileSync('ps', ['-o', 'time=,rss=', '-p', String(pid)], { encoding: 'utf8' });
    const [time = '', resident = ''] = shown.trim().split(/\s+/);
    const seconds = time.split(/[:-]/).reduce((total, part) => total * 60 + Number(part), 0);
    return { cpuMs: seconds * 1000, residentMb: Number(resident) / 1024 };
  }
}
