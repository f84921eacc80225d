"""Brings Amazon's web hosting package up on every OpenSSL.

`ask_sdk_webservice_support` imports `certvalidator`, whose `oscrypto` can't read the version of OpenSSL that Debian 12
and Ubuntu 24.04 ship, so the package fails before it runs. We verify requests ourselves and never call it, so these
three names stand in for it.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_NAMES = {"certvalidator": ("CertificateValidator",), "certvalidator.errors": ("ValidationError", "PathError")}


def webservice_handler() -> Any:
    """The class WebserviceSkillHandler of Amazon's package."""
    for module_name, names in _NAMES.items():
        if module_name not in sys.modules:
            module = ModuleType(module_name)
            for name in names:
                setattr(module, name, type(name, (Exception,), {}))
            sys.modules[module_name] = module
    return import_module("ask_sdk_webservice_support.webservice_handler").WebserviceSkillHandler
