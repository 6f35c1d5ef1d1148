# Every target sets up what it needs first: `make run` and `make test` work on a fresh checkout.
# Options of the app: make run ARGS="--demo"; of the tests: make test ARGS="tests/core -x".
ARGS ?=
FUZZ_SECONDS ?= 60
SOAK_SECONDS ?= 600
PYTHON_IN_VENV := .venv/bin/python
DESKTOP := packaging/virtual-desktop.sh

.PHONY: help run test lint format fuzz bundle package package-test bench soak screenshots pins translations clean

help:
	@echo "make run          open the app (without a display: a tour of it on a virtual one)"
	@echo "make test         all tests, on a virtual desktop"
	@echo "make lint         ruff and mypy;  make format  lays the code out"
	@echo "make fuzz         what reads other people's bytes, for FUZZ_SECONDS (60) a target"
	@echo "make bundle       the packaged app in dist/, started and checked"
	@echo "make package      the packages for Linux in dist/: .deb, tar.xz, bill of materials, checksums"
	@echo "make package-test installs and uses them where there is no Python (as root, in chroots)"
	@echo "make bench        the benchmarks, beside curl, aria2c, nginx and wrk"
	@echo "make soak         a thousand tasks in faults, for SOAK_SECONDS (600)"
	@echo "make screenshots  pictures of the window in build/screenshots, and with them those of the guide"
	@echo "make translations the catalogues of resources/translations from the sources, and what the app loads of them"
	@echo "make pins         write the pinned requirements anew (needs uv)"
	@echo "make clean        remove what was built; .venv stays"

run:
	@packaging/setup.sh run
	@packaging/run.sh $(ARGS)

test:
	@packaging/setup.sh test
	@$(DESKTOP) $(PYTHON_IN_VENV) -m pytest $(ARGS)

lint:
	@packaging/setup.sh lint
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy
	MYPYPATH=packaging:packaging/linux:packaging/windows $(PYTHON_IN_VENV) -m mypy $(wildcard packaging/*.py packaging/linux/*.py packaging/windows/*.py)

format:
	@packaging/setup.sh lint
	$(PYTHON_IN_VENV) -m ruff check --fix .
	$(PYTHON_IN_VENV) -m ruff format .

fuzz:
	@packaging/setup.sh lint
	@$(PYTHON_IN_VENV) -m tests.fuzz $(FUZZ_SECONDS) $(ARGS)

bundle:
	@packaging/setup.sh test
	@packaging/pyinstaller/bundle.sh

package: bundle
	@packaging/setup.sh package
	@packaging/linux/package.sh

package-test:
	@packaging/setup.sh package
	@packaging/linux/package-test.sh $(ARGS)

bench:
	@packaging/setup.sh bench
	@$(DESKTOP) $(PYTHON_IN_VENV) -m tests.benchmarks $(ARGS)

soak:
	@packaging/setup.sh run
	@QT_QPA_PLATFORM=offscreen $(PYTHON_IN_VENV) -m tests.soak $(SOAK_SECONDS) $(ARGS)

screenshots:
	@packaging/setup.sh test
	@$(DESKTOP) $(PYTHON_IN_VENV) -m tests.screenshots build/screenshots
	@mkdir -p packaging/screenshots && cp build/screenshots/light-1x-list.png packaging/screenshots/light.png && cp build/screenshots/dark-1x-list.png packaging/screenshots/dark.png
	@packaging/guide-pictures.sh

pins:
	@packaging/pins.sh

translations:
	@packaging/setup.sh lint
	@$(PYTHON_IN_VENV) packaging/translations.py

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find app tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
