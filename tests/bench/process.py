"""Running a program and knowing what it cost: wall time, CPU time of it and its children, and the peak memory of all of
them together."""
import os
import subprocess
import threading
import time


class Cost:
    def __init__(self, wall, cpu, peak, out, status):
        self.wall, self.cpu, self.peak, self.out, self.status = wall, cpu, peak, out, status


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
            return [int(p) for p in f.read().split()]
    except OSError:
        return []


def high_water(pid):
    """The most memory a process has held, in KiB."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
            for line in f:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


class Watch(threading.Thread):
    """The sum of every process' own peak: never less than what they held at one time."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peaks, self.stop = pid, {}, False

    def run(self):
        while not self.stop:
            todo = [self.pid]
            while todo:
                pid = todo.pop()
                self.peaks[pid] = max(self.peaks.get(pid, 0), high_water(pid))
                todo += children(pid)
            time.sleep(0.01)


def run(command, memory=False, quiet=True):
    begin = time.monotonic()
    proc = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL if quiet else None)
    watch = Watch(proc.pid) if memory else None
    if watch:
        watch.start()
    out = proc.stdout.read()
    _, status, usage = os.wait4(proc.pid, 0)
    wall = time.monotonic() - begin
    proc.returncode = os.waitstatus_to_exitcode(status)
    if watch:
        watch.stop = True
        watch.join()
    return Cost(wall, usage.ru_utime + usage.ru_stime, sum(watch.peaks.values()) / 1024 if watch else 0,
                out.decode(errors="replace"), proc.returncode)


def best(command, runs, before=None):
    """The best of some runs, and the median of wall and CPU time beside it."""
    costs = []
    for _ in range(runs):
        if before:
            before()
        costs.append(run(command))
    one = min(costs, key=lambda c: c.wall)
    one.cpu = min(c.cpu for c in costs)
    one.median = sorted(c.wall for c in costs)[len(costs) // 2]
    return one
