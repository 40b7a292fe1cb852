"""What the disk or git refuses, told as errors for people."""

import contextlib
import errno
import os
from collections.abc import Iterator

import pygit2

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """Tell what the disk or git refuses as an error for people."""
    try:
        yield
    except OSError as error:
        raise UnreadableError(disk_message(error)) from error
    except pygit2.GitError as error:
        if os.strerror(errno.ENOSPC) in str(error):
            raise UnreadableError(disk_message(OSError(errno.ENOSPC, str(error)))) from error
        raise UnreadableError(Text(f"git 저장소: {error}", f"git repository: {error}")) from error


def disk_message(error: OSError) -> Text:
    """Say what the disk refused, and what to do."""
    where = f"{error.filename}: " if error.filename else ""
    reason = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Text(
            f"{where}디스크에 자리가 없습니다. 자리를 비우고 다시 하세요.",
            f"{where}no space left on the disk. Make room and try again.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Text(
            f"{where}쓸 수 없습니다({reason}). 폴더의 권한을 확인하세요.",
            f"{where}can't be written ({reason}). Look at the folder's permissions.",
        )
    return Text(f"{where}디스크 오류: {reason}", f"{where}the disk failed: {reason}")
