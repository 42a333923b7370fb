# SPDX-License-Identifier: EUPL-1.2
"""Which of Debian's kernel packages the kiosk is made from. Pure: what there is comes in, what to take goes out.

A kernel is an image and the headers of one release; gpio-sim is compiled against these headers from the source of the same upstream
version. In the week of an update the archive may have the source in another Debian revision than the headers, for hours or days. That
does no harm: a revision changes the packaging or a few patches, and gpio-sim is three files that stand still for years.
"""

import re
from typing import NamedTuple

from cache import Missing


class Offer(NamedTuple):
    """A package that is installed or can be downloaded. Headers and images are named by their release, "6.1.0-56-amd64", sources by
    their package, "linux-source-6.1"."""

    name: str
    version: str
    installed: bool = False


class Choice(NamedTuple):
    headers: Offer
    image: Offer
    source: Offer


def upstream(version):
    """6.1.192 of 6.1.192-3 and of 6.1.192-3~bpo12+1"""
    return version.rsplit("-", 1)[0]


def _newest_first(version):
    return [-int(number) for number in re.findall(r"\d+", version)]


def _rank(choice):
    """The smallest is taken: what is installed, then what is the same revision, then the newest."""
    headers, image, source = choice
    return (not headers.installed, not source.installed, headers.version != image.version, headers.version != source.version,
            _newest_first(headers.version), _newest_first(source.version), _newest_first(image.version))


def choices(headers, image, source):
    """Every Choice that fits together, best first. Raises Missing, with what there is, when there is none."""
    found = [Choice(one, fitting, sources)
             for one in headers
             for fitting in image if fitting.name == one.name and upstream(fitting.version) == upstream(one.version)
             for sources in source if upstream(sources.version) == upstream(one.version)]
    if not found:
        raise Missing("no kernel whose headers, image and source are of one upstream version: " + "; ".join(
            f"{kind} {', '.join(sorted({offer.version for offer in offers})) or 'none'}"
            for kind, offers in (("headers", headers), ("images", image), ("sources", source))))
    return sorted(found, key=_rank)
