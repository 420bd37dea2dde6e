"""Whether a document is what its JSON Schema allows.

Hundreds of scenarios ask, each in a process of its own, so what fastjsonschema makes of a schema is kept as a module; where
it is not installed jsonschema answers, which takes half a second longer.
"""

import hashlib
import importlib.util
import json
import os
import sys
from pathlib import Path


# Words of draft 2020-12 that fastjsonschema, which stops at draft 7, would pass over.
NEWER_WORDS = ("prefixItems", "unevaluated", "dependent", "minContains", "maxContains", "$dynamic", "$anchor")


def problems(document, path):
    """What is wrong, as lines; the first few at most."""
    try:
        import fastjsonschema
    except ImportError:
        return slow_problems(document, path)
    if any(f'"{word}' in Path(path).read_text() for word in NEWER_WORDS):
        return slow_problems(document, path)
    try:
        checker(fastjsonschema, Path(path))(document)
    except fastjsonschema.JsonSchemaException as error:
        return [f"schema: {error.name}: {error.message[:300]}"]
    return []


def checker(library, path):
    text = path.read_text()
    if not sys.pycache_prefix:
        return library.compile(json.loads(text))
    digest = hashlib.sha256(f"{library.VERSION} {text}".encode()).hexdigest()[:16]
    module = Path(sys.pycache_prefix, f"schema-{digest}.py")
    if not module.exists():
        module.parent.mkdir(parents=True, exist_ok=True)
        mine = module.with_suffix(f".{os.getpid()}")
        mine.write_text(library.compile_to_code(json.loads(text)))
        mine.replace(module)  # another scenario may be at it too
    spec = importlib.util.spec_from_file_location(f"schema_{digest}", module)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded.validate


def slow_problems(document, path):
    import jsonschema
    schema = json.loads(Path(path).read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    return [f"schema: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in list(validator.iter_errors(document))[:5]]
