#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Which kernel packages the virtual kiosk takes (kernel_choice.py). Needs no kiosk."""

import unittest

from cache import Missing
from kernel_choice import Offer, choices, upstream

OLD, NEW, LATER = "6.1.0-55-amd64", "6.1.0-56-amd64", "6.12.117+deb12-amd64"


def installed(name, version):
    return Offer(name, version, installed=True)


def source(version):
    return Offer("linux-source-6.1", version)


class Choosing(unittest.TestCase):
    def taken(self, headers, images, sources):
        best = choices(headers, images, sources)[0]
        self.assertEqual(best.headers.name, best.image.name)
        return best.headers.name, best.headers.version, best.source.version

    def test_an_upstream_version_is_what_stands_before_the_revision(self):
        self.assertEqual(upstream("6.1.192-3"), "6.1.192")
        self.assertEqual(upstream("6.12.117-1~bpo12+1"), "6.12.117")

    def test_equal_versions_are_taken(self):
        self.assertEqual(self.taken([installed(NEW, "6.1.192-2")], [Offer(NEW, "6.1.192-2")], [installed("linux-source-6.1", "6.1.192-2")]),
                         (NEW, "6.1.192-2", "6.1.192-2"))

    def test_another_revision_of_the_source_is_good_enough(self):
        for headers, sources in (("6.1.192-2", "6.1.192-3"), ("6.1.192-3", "6.1.192-2")):
            self.assertEqual(self.taken([installed(NEW, headers)], [Offer(NEW, headers)], [installed("linux-source-6.1", sources)]),
                             (NEW, headers, sources))

    def test_what_is_installed_is_taken_before_what_is_equal(self):
        self.assertEqual(self.taken([installed(NEW, "6.1.192-2")], [Offer(NEW, "6.1.192-2")],
                                    [source("6.1.192-2"), installed("linux-source-6.1", "6.1.192-3")])[2], "6.1.192-3")

    def test_where_the_installed_source_is_older_one_of_another_suite_is_taken(self):
        self.assertEqual(self.taken([installed(NEW, "6.1.192-2")], [Offer(NEW, "6.1.192-2")],
                                    [installed("linux-source-6.1", "6.1.176-1"), source("6.1.192-1"), source("6.1.192-2")]),
                         (NEW, "6.1.192-2", "6.1.192-2"))

    def test_where_no_source_fits_the_installed_headers_others_are_taken(self):
        headers = [installed(NEW, "6.1.192-2"), Offer(OLD, "6.1.176-1"), Offer(LATER, "6.12.117-1")]
        images = [Offer(NEW, "6.1.192-2"), Offer(OLD, "6.1.176-1"), Offer(LATER, "6.12.117-1")]
        self.assertEqual(self.taken(headers, images, [installed("linux-source-6.1", "6.1.176-1")]), (OLD, "6.1.176-1", "6.1.176-1"))
        self.assertEqual(self.taken(headers, images, [Offer("linux-source-6.12", "6.12.117-1")]), (LATER, "6.12.117-1", "6.12.117-1"))

    def test_headers_whose_image_is_gone_from_the_archive_are_not_taken(self):
        self.assertEqual(self.taken([installed(OLD, "6.1.176-1"), Offer(NEW, "6.1.192-2")], [Offer(NEW, "6.1.192-2")],
                                    [source("6.1.176-1"), source("6.1.192-2")])[0], NEW)

    def test_the_newest_of_several_is_taken(self):
        self.assertEqual(self.taken([Offer(OLD, "6.1.99-1"), Offer(NEW, "6.1.192-2")], [Offer(OLD, "6.1.99-1"), Offer(NEW, "6.1.192-2")],
                                    [source("6.1.99-1"), source("6.1.192-2")])[0], NEW)

    def test_the_next_best_follow(self):
        found = choices([installed(NEW, "6.1.192-2")], [Offer(NEW, "6.1.192-2")],
                        [source("6.1.192-1"), source("6.1.192-2"), installed("linux-source-6.1", "6.1.192-3")])
        self.assertEqual([choice.source.version for choice in found], ["6.1.192-3", "6.1.192-2", "6.1.192-1"])

    def test_different_upstream_versions_and_none_at_all_are_told(self):
        with self.assertRaisesRegex(Missing, "headers 6.1.192-2; images 6.1.192-2; sources 6.1.176-1"):
            choices([installed(NEW, "6.1.192-2")], [Offer(NEW, "6.1.192-2")], [installed("linux-source-6.1", "6.1.176-1")])
        with self.assertRaisesRegex(Missing, "headers none; images none; sources none"):
            choices([], [], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
