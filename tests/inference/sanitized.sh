#!/usr/bin/env bash
# Runs the differential fuzz against durable-rules built with AddressSanitizer and
# UndefinedBehaviorSanitizer. Usage: tests/inference/sanitized.sh [CONSULTATIONS]
# Needs a C compiler with these sanitizers. Memory that the engine frees only with
# its ruleset is no leak, so leaks are not reported here; benchmarks/memory.py watches them.
set -euo pipefail
cd "$(dirname "$0")/../.."
consultations=${1:-20000}
environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
"${PYTHON:-python3}" -m venv "$environment"
CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject -g -fno-omit-frame-pointer -fsanitize=address,undefined" \
LDFLAGS="-fsanitize=address,undefined" \
    "$environment/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir \
    --no-binary durable-rules durable-rules==2.0.28
"$environment/bin/pip" install --quiet --disable-pip-version-check . hypothesis
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 PYTHONMALLOC=malloc \
    "$environment/bin/python" tests/inference/fuzz.py "$consultations"
