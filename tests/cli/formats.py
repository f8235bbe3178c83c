"""Validate what hosts read: formats.py KIND FILE [SCHEMA]."""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

LEVELS = {"error", "warning", "notice"}


def fail(*what):
    sys.exit("formats.py: " + " ".join(str(part) for part in what))


def sarif(data, schema):
    import jsonschema
    with open(schema, encoding="utf-8") as file:
        schema = json.load(file)
    run = json.loads(data)
    validator = jsonschema.validators.validator_for(schema)(schema)
    for error in validator.iter_errors(run):
        fail(list(error.path), error.message[:300])
    run = run["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    prints = set()
    for result in run["results"]:
        if rules[result["ruleIndex"]] != result["ruleId"]:
            fail("a rule that is another:", result["ruleId"])
        where = result["locations"][0]["physicalLocation"]
        uri = where["artifactLocation"]["uri"]
        if not re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri) or \
                uri.startswith("/") or uri.startswith("./"):
            fail("no relative reference:", uri)
        if re.search(r"(?<!\{)\{(?:\{\{)*\d", result["message"]["text"]):
            fail("a place of an argument:", result["message"]["text"])
        prints.add(result["partialFingerprints"]["primaryLocationLineHash"])
    if len(prints) != len(run["results"]):
        fail("fingerprints that are equal")
    return len(run["results"])


def junit(data):
    root = ElementTree.fromstring(data)
    if root.tag != "testsuites" or [suite.tag for suite in root] != \
            ["testsuite"]:
        fail("not testsuites of one testsuite")
    names = [(case.get("classname"), case.get("name"))
             for case in root.iter("testcase")]
    if len(set(names)) != len(names):
        fail("names that are equal")
    for element in (root, root[0]):
        for name, tag in (("failures", "failure"), ("skipped", "skipped"),
                          ("tests", "testcase")):
            if int(element.get(name)) != len(list(root.iter(tag))):
                fail("the number of", name)
    for element in root.iter():
        if element.tag in ("testsuites", "testsuite") and \
                (element.text or "").strip():
            fail("text between elements")
    return len(list(root.iter("failure")))


def gitlab(data):
    issues = json.loads(data)
    prints = set()
    for issue in issues:
        if set(issue) != {"description", "check_name", "fingerprint",
                          "severity", "location"}:
            fail("the members", sorted(issue))
        if issue["severity"] not in ("info", "minor", "major", "critical",
                                     "blocker"):
            fail("the severity", issue["severity"])
        path = issue["location"]["path"]
        if path.startswith("./") or path.startswith("/") or not path:
            fail("the path", path)
        if issue["location"]["lines"]["begin"] < 1:
            fail("the line")
        prints.add(issue["fingerprint"])
    if len(prints) != len(issues):
        fail("fingerprints that are equal")
    return len(issues)


def github(data):
    """As a runner reads a log: both forms of commands."""
    n = 0
    for line in re.split(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", data):
        match = re.match(r"\s*::([^\s:]+)(?: (.*?))?::(.*)", line)
        if match is None:
            if "##[" in line or line.lstrip().startswith("::"):
                fail("a command:", line)
            continue
        if match[1] not in LEVELS:
            fail("the command", match[1])
        properties = dict(part.split("=", 1)
                          for part in match[2].split(","))
        if not set(properties) <= {"file", "line", "col", "title"} or \
                not properties["file"]:
            fail("the properties", match[2])
        for text in [match[3], *properties.values()]:
            if re.search(r"%(?!25|0A|0D|3A|2C)", text):
                fail("a percent sign that stands for itself:", text)
        n += 1
    if n > 10:
        fail(n, "annotations")
    return n


def main():
    kind, file = sys.argv[1:3]
    with open(file, encoding="utf-8", newline="") as stream:
        data = stream.read()
    if kind != "sarif" and kind != "gitlab" and \
            re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", data):
        fail("a control character")
    print({"sarif": sarif, "junit": junit, "gitlab": gitlab,
           "github": github}[kind](data, *sys.argv[3:]))


main()
