"""Write corpus/MANIFEST.json anew: size, checksum and number of records of every file of the corpus.

python benchmarks/write_manifest.py            write
python benchmarks/write_manifest.py --check    only say what differs (exit 1)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
MANIFEST = CORPUS / "MANIFEST.json"


def describe(path: Path) -> dict[str, object]:
    """Return checksum and size of a file, and its number of records where a line is one."""
    data = path.read_bytes()
    entry: dict[str, object] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    if path.suffix == ".jsonl":
        entry["records"] = data.count(b"\n")
    elif path.suffix == ".csv":
        entry["records"] = data.count(b"\n") - 1
    return entry


def build_manifest(folder: Path = CORPUS) -> dict[str, object]:
    """Describe every file of the corpus but the manifest itself, in the order of their names."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST.name)
    kept = [p for p in files if not any(part.startswith((".", "__")) for part in p.relative_to(folder).parts)]
    return {"version": 1, "files": {p.relative_to(folder).as_posix(): describe(p) for p in kept}}


def main() -> int:
    """Write or check the manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    manifest = build_manifest()
    if parser.parse_args().check:
        stored = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
        now = manifest["files"]
        assert isinstance(now, dict)
        different = sorted(name for name in stored.keys() | now.keys() if stored.get(name) != now.get(name))
        print("\n".join(different) or "the corpus is as the manifest says")
        return int(bool(different))
    MANIFEST.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(manifest['files'])} files")  # type: ignore[arg-type]
    return 0


if __name__ == "__main__":
    sys.exit(main())
