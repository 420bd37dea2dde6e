#!/usr/bin/env python3
"""html_pages_test.py FOLDER: the golden pages there, by Python's parsers of XML and of HTML.

The pages are both at once, so that the stricter of the two can say whether they are well formed.
"""

import base64
import glob
import hashlib
import os
import re
import sys
import unittest
import xml.etree.ElementTree
from html.parser import HTMLParser

FOLDER = sys.argv.pop(1)
XHTML = "{http://www.w3.org/1999/xhtml}"
VOID = {"meta", "link", "br", "img", "hr", "input"}
PICTURE = {"rect", "path", "line"}


class Tags(HTMLParser):
    """Tags as a browser meets them: each that is opened is closed, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.names = [], [], []

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.append(tag)
        if tag not in VOID | PICTURE:
            self.wrong.append(f"<{tag}/> would stay open in HTML")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes something else")


def pages():
    found = sorted(glob.glob(os.path.join(FOLDER, "*.html")))
    assert len(found) >= 4, f"no golden pages in {FOLDER}"
    for path in found:
        with open(path, encoding="utf-8", errors="strict", newline="") as file:
            yield os.path.basename(path), file.read()


def local(element):
    return element.tag.split("}")[-1]


class Pages(unittest.TestCase):
    def each(self):
        for name, text in pages():
            with self.subTest(page=name):
                yield text, xml.etree.ElementTree.fromstring(text)

    def test_html_closes_what_it_opens(self):
        for text, _ in self.each():
            tags = Tags()
            tags.feed(text)
            tags.close()
            self.assertEqual((tags.wrong, tags.open), ([], []))
            self.assertTrue(text.startswith("<!DOCTYPE html>\n"))

    def test_nothing_runs_and_nothing_is_loaded(self):
        for _, page in self.each():
            for element in page.iter():
                self.assertNotIn(local(element), {"script", "iframe", "object", "embed", "img", "form", "base", "use", "image"})
                for name, value in element.attrib.items():
                    self.assertFalse(name.startswith("on"), name)
                    self.assertNotIn(name, {"style", "src", "srcset", "action", "ping", "background"})
                    if name.endswith("href"):
                        expected = {"a": r"#[a-z0-9-]+|https://.*", "link": r"data:,"}.get(local(element), "nothing")
                        self.assertRegex(value, rf"\A(?:{expected})\Z")

    def test_the_policy_allows_this_style_and_no_other(self):
        for _, page in self.each():
            style = page.find(f"{XHTML}head/{XHTML}style").text
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            policy = next(m.get("content") for m in page.iter(f"{XHTML}meta") if m.get("http-equiv") == "Content-Security-Policy")
            self.assertEqual(
                policy,
                f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
                "write this hash into reports/html/page.mustache",
            )
            self.assertNotRegex(style, r"url\(|@import|expression")

    def test_links_and_labels_lead_somewhere(self):
        for _, page in self.each():
            ids = [e.get("id") for e in page.iter() if e.get("id")]
            self.assertEqual(len(ids), len(set(ids)))
            for element in page.iter():
                if element.get("href", "").startswith("#"):
                    self.assertIn(element.get("href")[1:], ids)
                for label in element.get("aria-labelledby", "").split():
                    self.assertIn(label, ids)

    def test_headings_and_landmarks_are_in_order(self):
        for _, page in self.each():
            levels = [int(local(e)[1]) for e in page.iter() if re.fullmatch("h[1-6]", local(e))]
            self.assertEqual(levels.count(1), 1)
            self.assertEqual(levels[0], 1)
            for before, after in zip(levels, levels[1:]):
                self.assertLessEqual(after, before + 1)
            for landmark in ("header", "nav", "main", "footer"):
                self.assertEqual(len(list(page.iter(XHTML + landmark))), 1, landmark)

    def test_tables_and_pictures_can_be_read_aloud(self):
        for _, page in self.each():
            for table in page.iter(f"{XHTML}table"):
                self.assertIsNotNone(table.find(f"{XHTML}caption"))
                for cell in table.iter(f"{XHTML}th"):
                    self.assertIn(cell.get("scope"), {"col", "row", "rowgroup"})
            for picture in (e for e in page.iter() if local(e) == "svg"):
                if picture.get("aria-hidden") != "true":
                    self.assertEqual([local(e) for e in picture][:2], ["title", "desc"])
                    self.assertEqual(picture.get("role"), "img")

    def test_no_byte_of_a_stranger_acts(self):
        for text, _ in self.each():
            self.assertIsNone(re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u061c\U000e0000-\U000e007f]", text))


if __name__ == "__main__":
    unittest.main()
