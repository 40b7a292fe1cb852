"""The version of a workspace: what its files say, as one short text."""

import hashlib

from gjgraph.storage.workspace import SETTINGS_FILE, Workspace


def content_version(workspace: Workspace) -> str:
    """Digest all that the index is built from, so that equal content has an equal version anywhere."""
    files = [workspace.root / SETTINGS_FILE, *workspace.graph_files(), *workspace.source_files()]
    for kind in ("questions", "rules", "views"):
        files.extend(workspace.query_files(kind))
    if workspace.words_file.is_file():
        files.append(workspace.words_file)
    digest = hashlib.blake2b(digest_size=10)
    for path in files:
        content = path.read_bytes()
        digest.update(f"{workspace.relative(path)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
