"""Run a command, and print its peak resident memory in bytes.

A process of its own, since the kernel counts the memory of the process that starts another one,
up to the moment when the other program begins. The benchmark itself holds many files.
"""

import resource
import subprocess
import sys

if __name__ == "__main__":
    subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(peak * (1 if sys.platform == "darwin" else 1024))  # noqa: T201
