# `make demo` and `make test` are all the set-up there is.
.PHONY: help setup demo test check format docs world-report bench nightly clean
UV := .ci/uv
RUN := $(UV) run --no-sync

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: ## install everything from the lock
	@.ci/setup

demo: setup ## a synthetic practice end to end, then serve it on 127.0.0.1:8000
	$(RUN) cleanclaim demo

test: setup ## the whole test suite
	$(RUN) pytest -n auto --dist loadfile # a file's fixtures are made once, not once per process

check: setup ## lint, format, types, import rules
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports --no-logo

format: setup ## put the code in its format
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

docs: setup ## write docs/reference.md from the code
	$(RUN) python -m serving.reference > docs/reference.md

world-report: setup ## the simulated world beside public figures, in build/world-report/
	$(RUN) python -m data.synthetic.report build/world-report

bench: setup ## benchmarks, each beside its peer
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(RUN) python -m benchmarks.$$(basename $$file .py) || exit 1; done

nightly: export CLEANCLAIM_FUZZ_SEED ?= $(shell date +%Y%m%d)
nightly: setup ## what takes hours: 50,000 damaged files, random kills, a file of 1 GB, a million claims
	CLEANCLAIM_FUZZ_FILES=50000 $(RUN) pytest tests/fuzz
	CLEANCLAIM_KILLS=100 $(RUN) pytest tests/crash/test_kill.py
	$(RUN) python -m benchmarks.x12 --gigabyte
	$(RUN) python -m benchmarks.ingest --claims 1000000
	$(RUN) python -m benchmarks.world --claims 1000000
	$(RUN) python -m benchmarks.features --claims 1000000 --only whole
	$(RUN) python -m benchmarks.denial --claims 1000000 --train-alone # 14 GB

clean: ## remove what was made here, not your data
	rm -rf .tools .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
