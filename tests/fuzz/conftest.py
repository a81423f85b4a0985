"""Keep the fuzzer itself out of collection: it needs a library the project does not install."""

collect_ignore = ["fuzz_doors.py"]
