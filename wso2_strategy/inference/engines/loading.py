"""Loading the durable-rules C module on every supported Python.

Version 2.0.28 refers to a function that Python 3.13 removed, in code that this
library never reaches. So binding symbols lazily is enough to load it, unless it
was linked with ``-z now``; building it with a definition always is.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from types import ModuleType

from wso2_strategy.errors import EngineUnavailableError

BUILD_COMMAND = (
    "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject"
    " pip install --no-cache-dir --force-reinstall durable-rules==2.0.28"
)


@cache
def load_durable_module() -> ModuleType:
    """Return the C module ``durable_rules_engine``.

    Raises:
        EngineUnavailableError: It is not installed or cannot be loaded here.
    """
    lazily = sys.version_info >= (3, 13) and hasattr(sys, "setdlopenflags")
    flags = sys.getdlopenflags() if lazily else 0
    try:
        if lazily:
            sys.setdlopenflags(os.RTLD_LAZY)
        import durable_rules_engine
    except ImportError as error:
        raise EngineUnavailableError(
            f"the durable-rules C module cannot be loaded on Python"
            f" {sys.version_info.major}.{sys.version_info.minor} ({error})."
            f" Build it with a C compiler: {BUILD_COMMAND};"
            ' or use engine="python", which gives the same answers'
        ) from error
    finally:
        if lazily:
            sys.setdlopenflags(flags)
    module: ModuleType = durable_rules_engine
    return module
