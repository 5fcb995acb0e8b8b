# Two commands: `make run` starts the program, `make test` checks it. Both do their own set-up and are quick to repeat.
PORT ?= 8501
PYTHON ?=
VENV = .venv
PY = $(VENV)/bin/python
PIP = $(PY) -m pip install -qq --disable-pip-version-check
READY_TO_RUN = $(VENV)/.ready-to-run
READY_TO_TEST = $(VENV)/.ready-to-test

.PHONY: run share test check browser docs lock clean

run: $(READY_TO_RUN)
	@home="$${CJM_HOME:-data}"; mkdir -p "$$home"; \
	if [ -z "$$(find "$$home" -maxdepth 2 -name '*.duckdb' -print)" ] || \
		{ [ -f "$$home/demo.duckdb" ] && [ cjm_core/schema.py -nt "$$home/demo.duckdb" ]; }; then \
		echo "Making the demo data (once, some seconds) ..."; \
		$(PY) -m cjm_core demo --out "$$home/demo.duckdb" >/dev/null || exit 1; \
	fi
	@echo "Open http://127.0.0.1:$(PORT) in your browser. Stop with Ctrl+C."
	@exec $(PY) -m streamlit run app.py --server.port=$(PORT)

# Read-only maps for whoever on the local network has the link that is printed. Another port: make share SHARE="--port 8700"
share: $(READY_TO_RUN)
	@exec $(PY) -m cjm_core share $(SHARE)

test: $(READY_TO_TEST) browser
	@$(MAKE) --no-print-directory check

check: $(READY_TO_TEST)
	$(PY) -m ruff check .
	$(PY) -m mypy --strict cjm_core
	$(PY) -m pytest -q -n auto --dist loadfile --cov=cjm_core --cov-branch --cov-fail-under=90

# A Chromium for the browser tests: the machine's own, otherwise Debian's package, otherwise Playwright's download.
browser: $(READY_TO_TEST)
	@$(PY) tests/chromium.py >/dev/null && exit 0; \
	echo "Fetching a Chromium for the browser tests (once) ..."; \
	if [ "$$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null; \
	fi; \
	$(PY) tests/chromium.py >/dev/null || $(PY) -m playwright install chromium

$(PY):
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			exec "$$python" -m venv --clear $(VENV); \
		fi; \
	done; \
	echo "This program needs Python 3.11 or newer and found none. Install it, or name it: make run PYTHON=/path/to/python3" >&2; \
	exit 1

$(READY_TO_RUN): requirements.txt | $(PY)
	@echo "Installing packages into $(VENV) (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

# requirements-dev.txt holds requirements.txt whole, so whoever can test can run.
$(READY_TO_TEST): requirements-dev.txt requirements.txt | $(PY)
	@echo "Installing packages and test tools into $(VENV) (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $(READY_TO_RUN) $@

# Pages that are made from the code.
docs: | $(READY_TO_RUN)
	$(PY) -c "from cjm_core.metrics.reference import markdown; print(markdown(), end='')" > docs/kpis.md

# After a change to the short list in pyproject.toml: write the exact, hashed lists anew (PyPI only, every platform).
COMPILE = $(VENV)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"
lock: | $(PY)
	@$(PIP) uv
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov
	find app.py pages cjm_core tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
