"""How long, in ms, an empty script takes, one that imports asyncio, and what is between."""

import subprocess
import sys
from measure import is_quick, median, now_ms, report

RUNS = 9 if is_quick else 15


def time_start(program):
    start = now_ms()
    subprocess.run([sys.executable, "-c", program], check=True)
    return now_ms() - start


empty, importing = [], []
for _ in range(RUNS):
    empty.append(time_start(""))
    importing.append(time_start("import asyncio"))
report({
    "empty": median(empty),
    "importing": median(importing),
    "extra": median(importing) - median(empty),
})
