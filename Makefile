# Two commands carry a newcomer: `make advise` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# From Python 3.13 on durable-rules builds only with this definition; it is harmless before.
export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject
# Where npm is there, tests read diagrams with Mermaid's own parser and check pages with axe.
export MERMAID_HOME := $(if $(shell command -v npm),$(CURDIR)/$(VENV)/mermaid)

# Works out who reaches whom from network policies; it pins old versions of what the project uses.
export ANALYZER_HOME := $(CURDIR)/$(VENV)/analyzer

# Hundreds of tests start the program; without bytecode each would compile it anew.
export PYTHONDONTWRITEBYTECODE :=

# Each of two takes tests that stand together, which share what they set up, and then what the
# other has left.
PYTEST := $(BIN)/pytest --quiet --numprocesses=2 --dist=worksteal

# What `make quick` leaves out: what searches at length for counterexamples, and what runs whole
# commands, pages, packs, runs of many rows and wheels, or draws.
SEARCHES := tests/explain tests/space tests/verification tests/fuzz tests/testing/test_mutation.py \
	tests/advice/test_arrangement.py tests/inference/test_engines_agree.py \
	tests/models/test_reliability.py tests/models/test_timeline.py
WHOLE := tests/api tests/cli tests/web tests/portfolio tests/advice/packs tests/artifacts/assess \
	tests/test_documents.py tests/test_packaging.py tests/inference/test_guaranteed_sharing.py \
	tests/output tests/topology/test_svg.py tests/topology/test_pictures.py

.PHONY: advise test quick quick-tests checks lint types tests searches engines coverage interpreters fuzz fuzz-sanitized bench benchmarks api defects docs site clean

advise: $(VENV)/.installed
	$(BIN)/wso2-strategy advise examples/retail.yaml

# Two at a time: the checks one after the other, beside the tests.
test: $(VENV)/.developing $(MERMAID_HOME) $(ANALYZER_HOME)
	$(MAKE) --no-print-directory --output-sync=target --jobs=2 checks tests

checks:
	$(MAKE) --no-print-directory --jobs=1 lint types

# While one works: CONTRIBUTING.md says what it leaves out.
quick: $(VENV)/.developing
	$(MAKE) --no-print-directory --output-sync=target --jobs=2 lint types quick-tests

quick-tests: $(VENV)/.developing
	MERMAID_HOME= ANALYZER_HOME= $(PYTEST) $(SEARCHES:%=--ignore=%) $(WHOLE:%=--ignore=%) tests

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developing
	$(BIN)/mypy

tests: $(VENV)/.developing $(MERMAID_HOME) $(ANALYZER_HOME)
	$(PYTEST)

# Every property on as many examples as it names; `make test` tries a quarter or a tenth.
searches: $(VENV)/.developing
	SEARCH_DEPTH=full $(PYTEST) -m hypothesis tests

# Fails below the floor in pyproject.toml. The longest searches and the browser add no branches.
coverage: $(VENV)/.developing $(MERMAID_HOME) $(ANALYZER_HOME)
	$(PYTEST) --cov --cov-report=term \
		--ignore=tests/inference/test_engines_agree.py \
		--ignore=tests/output/test_report_in_a_browser.py \
		--deselect=tests/explain/test_interview.py::test_at_the_end_nothing_is_open

# The engine room and the strategy page on every other Python that is on the machine.
engines: $(VENV)/.developing
	$(BIN)/nox --session engine

# All tests on every other Python that is on the machine.
interpreters: $(VENV)/.developing $(MERMAID_HOME) $(ANALYZER_HOME)
	$(BIN)/nox --session tests

# At least 100,000 damaged inputs for every reader, consultations on two engines and a cache, and
# rows of tables beside `advise`.
fuzz: $(VENV)/.developing
	$(BIN)/python tests/fuzz/fuzz_readers.py 100000
	PYTHONPATH=tests/support:tests/inference $(BIN)/python tests/inference/fuzz.py 100000
	PYTHONPATH=tests/support $(BIN)/python tests/fuzz/fuzz_columns.py 100000

fuzz-sanitized:
	tests/inference/sanitized.sh 20000

# Ask the API what its description allows, and what it does not, for two minutes. Refusing what
# no schema can say, such as an average above the peak, is no fault.
api: $(VENV)/.developing
	$(BIN)/wso2-strategy serve --port 8766 & server=$$!; trap "kill $$server" EXIT; \
	$(BIN)/st run http://127.0.0.1:8766/api/v1/openapi.json --wait-for-schema 30 --checks all \
		--exclude-checks positive_data_acceptance --max-time 120 --continue-on-failure

benchmarks: $(VENV)/.developing
	$(BIN)/python benchmarks/consultations.py
	$(BIN)/python benchmarks/models.py
	$(BIN)/python benchmarks/topology.py
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/web.py
	$(BIN)/python benchmarks/portfolio.py

# This library beside others on one problem; writes docs/reference/benchmarks.md.
bench: $(VENV)/peers
	PYTHONPATH=benchmarks $(VENV)/peers/bin/python -m peers

# Seeds every defect into every built-in rule and writes what notices it; fails where nothing does.
defects: $(VENV)/.developing
	$(BIN)/python docs/make_verification.py

# Brings the generated parts of the documentation up to date.
docs: $(VENV)/.developing
	$(BIN)/python docs/make_all.py

# The documentation as a web site, in docs/_build.
site: docs
	$(BIN)/sphinx-build -n -T -W -q docs docs/_build

# With what draws pictures, where that can be installed.
$(VENV)/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[durable,diagrams]" \
		|| $(BIN)/pip install --quiet --disable-pip-version-check --editable ".[durable]"
	touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[durable,test,docs]"
	touch $@

ifneq ($(MERMAID_HOME),)
$(MERMAID_HOME): $(VENV)/.installed
	npm install --silent --no-fund --no-audit --prefix $@ mermaid@11 jsdom@24 axe-core@4
endif

$(ANALYZER_HOME): $(VENV)/.installed
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check network-config-analyzer==2.1.0

# Apart from the rest, since IDP-Z3 pins old versions of what the tests use.
$(VENV)/peers: setup.cfg $(VENV)/.installed
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check --editable ".[durable,bench]"
	touch $@

clean:
	rm -rf $(VENV) .nox build dist *.egg-info
