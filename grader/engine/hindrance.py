"""Why a system does not let bubblewrap make a sandbox, and the narrowest mend."""

from __future__ import annotations

from pathlib import Path

SETTINGS = Path("/proc/sys")
# What bubblewrap says where the kernel refuses it a namespace, or refuses it to act inside one.
REFUSALS = (
    "Creating new namespace failed",
    "No permissions to create a new namespace",
    "setting up uid map",
    "Failed RTM_NEWADDR",
    "Failed RTM_NEWLINK",
    "Can't mount proc",
    "Failed to make / slave",
)
PROFILE = Path(__file__).resolve().parents[1] / "apparmor" / "course-bwrap"


def hindrance(said: str, settings: Path = SETTINGS) -> str:
    """Return what stands in the way and what to type, or "" if `said` tells of something else.

    Parameters
    ----------
    said : str
        What bubblewrap wrote.
    settings : Path
        Where the kernel's settings lie.

    Notes
    -----
    The settings: ``kernel/apparmor_restrict_unprivileged_userns`` (Ubuntu 23.10 and later),
    ``kernel/unprivileged_userns_clone`` (Debian's), ``user/max_user_namespaces`` (every Linux).
    """
    if not any(refusal in said for refusal in REFUSALS):
        return ""
    if _value(settings / "kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "AppArmor forbids bubblewrap to make user namespaces on this system. A profile allows "
            "it to bubblewrap alone; type:\n"
            f"  sudo install -m 644 {PROFILE} /etc/apparmor.d/\n"
            f"  sudo apparmor_parser --replace /etc/apparmor.d/{PROFILE.name}"
        )
    if _value(settings / "kernel/unprivileged_userns_clone") == "0":
        return (
            "this system allows user namespaces to its administrator only; type:\n"
            "  sudo sysctl -w kernel.unprivileged_userns_clone=1"
        )
    if _value(settings / "user/max_user_namespaces") == "0":
        return (
            "this system allows no user namespaces; type:\n"
            "  sudo sysctl -w user.max_user_namespaces=10000"
        )
    return (
        "the kernel refuses a namespace. In a container, start it with "
        "--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
        "--security-opt systempaths=unconfined (Podman: --security-opt unmask=ALL for the last)"
    )


def _value(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
