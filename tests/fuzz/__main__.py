"""Fuzz a target: ``python -m tests.fuzz TARGET [SECONDS]``, guided by coverage with atheris (the extra ``fuzz``).

Inputs that are new to the code are kept in a folder that is printed; one that leads to an error is written there too.
Shorten it, put it among `tests.fuzz.seeds.FOUND` and mend the error.
"""

import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Run until the time is over or something is found."""
    name, seconds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "60"
    try:
        import atheris
    except ModuleNotFoundError:
        sys.exit("atheris is not installed; pip install -e '.[fuzz]'")

    with atheris.instrument_imports(include=["pipeline"]):
        from tests.fuzz.seeds import seeds
        from tests.fuzz.targets import TARGETS
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for i, data in enumerate(seeds(name)):
        (folder / f"seed-{i}").write_bytes(data)
    print(f"{name}: {folder}", flush=True)
    options = [
        f"-max_total_time={seconds}",
        f"-artifact_prefix={folder}/",
        "-timeout=60",
        "-max_len=8192",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup([sys.argv[0], str(folder), *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
