"""The bare loops that the generator is measured against: `python bare.py write|read FOLDER FILE`.

FILE holds the paths and bytes, pickled; loading it is not part of the time that is printed, in
seconds.
"""

import pickle
import sys
import time
from pathlib import Path


def write(root: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def read(root: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if (root / path).read_bytes() != content:
            sys.exit(f"{path} differs")


def main() -> None:
    loop = {"write": write, "read": read}[sys.argv[1]]
    files = pickle.loads(Path(sys.argv[3]).read_bytes())  # noqa: S301  (made by the benchmark)
    started = time.perf_counter()
    loop(Path(sys.argv[2]), files)
    print(time.perf_counter() - started)  # noqa: T201  (the result)


main()
