# Two commands carry a newcomer: `make advise` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# From Python 3.13 on durable-rules builds only with this definition; it is harmless before.
export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject

.PHONY: advise test lint types tests clean

advise: $(VENV)/.installed
	$(BIN)/wso2-strategy advise examples/retail.yaml

test: lint types tests

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed
	$(BIN)/mypy

tests: $(VENV)/.installed
	$(BIN)/pytest --cov --cov-report=term

$(VENV)/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[durable,test]"
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
