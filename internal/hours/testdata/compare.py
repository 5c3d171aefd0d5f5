"""Tells for each zone when some calling hours are open, by Python's own reading of the same time-zone data.

    compare.py ZONEINFO.ZIP [ZONE...]

writes one line for each zone, all of the data without names: its name, and a hexadecimal number with a bit for each quarter of an
hour of a year, the first one highest.
"""

import datetime
import sys
import tempfile
import zipfile
import zoneinfo

BEGIN = datetime.datetime(2026, 11, 1, tzinfo=datetime.timezone.utc)
QUARTERS = 365 * 24 * 4

# The hours that the test of Go reads from its own text, in minutes from midnight, Monday first.
WEEK = [
    [(600, 780), (840, 1230)],
    [(600, 780), (840, 1230)],
    [(600, 780), (840, 1230)],
    [(600, 780), (840, 1230)],
    [(1335, 1605)],
    [(0, 1440)],
    [(720, 1440)],
]


def is_open(moment, zone):
    wall = moment.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    today, yesterday = WEEK[wall.weekday()], WEEK[wall.weekday() - 1]
    return any(a <= minute < b for a, b in today) or any(a <= minute + 1440 < b for a, b in yesterday)


def main():
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(sys.argv[1]) as data:
        data.extractall(folder)
        zoneinfo.reset_tzpath([folder])
        names = sys.argv[2:] or [n for n in data.namelist() if data.read(n)[:4] == b"TZif"]
        moments = [BEGIN + i * datetime.timedelta(minutes=15) for i in range(QUARTERS)]
        for name in names:
            zone = zoneinfo.ZoneInfo(name)
            bits = "".join("1" if is_open(m, zone) else "0" for m in moments)
            print(name, f"{int(bits, 2):0{QUARTERS // 4}x}")


if __name__ == "__main__":
    main()
