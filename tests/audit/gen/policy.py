"""Trackers: two small workflows, people with roles and keys."""

import copy

from . import canon
from .odb import Person
from .sign import Key

FILES = ("tracker", "workflow", "people", "vocabulary")
PATHS = {name: "tracker/%s.json" % name for name in FILES}


def stage(kind, english, chinese):
    return {"kind": kind, "label": {"en": english, "zh": chinese}}


PLAIN = {
    "format": 1, "revision": 1, "initial": "idea",
    "override": {"by": ["admin"]},
    "stages": {
        "idea": stage("active", "Idea", "创意"),
        "study": stage("active", "Study", "研究"),
        "trial": stage("active", "Trial", "验证"),
        "use": stage("active", "In use", "应用"),
        "rest": stage("paused", "At rest", "暂停"),
        "done": stage("final", "Done", "结题"),
        "gone": stage("final", "Given up", "终止"),
    },
    "transitions": {
        "look": {"from": ["idea"], "to": "study",
                 "by": ["@lead", "manager"]},
        "try": {"from": ["study"], "to": "trial", "by": ["manager"],
                "needs": {"fields": ["concept.hypothesis"],
                          "at_least": {"tags": 1}}},
        "adopt": {"from": ["trial"], "to": "use", "by": ["@lead", "manager"],
                  "needs": [{"values": {"concept.verdict":
                                        ["proven", "partly"]}},
                            {"reason": True}]},
        "ripen": {"from": ["study"], "to": "use", "by": ["manager"],
                  "needs": {"days_in_stage": ">=2", "reason": True,
                            "fields": ["summary"]}},
        "finish": {"from": ["trial", "use"], "to": "done", "by": ["manager"],
                   "needs": [{"fields": ["closure.result"]},
                             {"when": {"from": ["trial"]}, "reason": True}]},
        "give-up": {"from": ["idea", "study", "trial", "use"], "to": "gone",
                    "by": ["@lead", "manager"],
                    "needs": {"reason": True, "codes": "stop_reason"}},
        "rest": {"from": ["idea", "study", "trial", "use"], "to": "rest",
                 "by": ["@lead", "manager"],
                 "needs": {"reason": True, "codes": "hold_reason",
                           "review_within": 120}},
        "wake": {"from": ["rest"], "to": "@previous",
                 "by": ["@lead", "manager"]},
        "back": {"from": ["study", "trial", "use"], "to": "@previous",
                 "by": ["manager"], "needs": {"reason": True}},
        "reopen": {"from": ["done", "gone"], "to": "@previous",
                   "by": ["admin"], "needs": {"reason": True}},
    },
}

PANEL = {
    "format": 1, "revision": 1, "initial": "draft",
    "override": {"by": ["director", "admin"]},
    "stages": {
        "draft": stage("active", "Draft", "草拟"),
        "review": stage("active", "Review", "评审"),
        "technical": stage("active", "Technical", "技术验证"),
        "commercial": stage("active", "Commercial", "商业验证"),
        "acceptance": stage("active", "Acceptance", "验收"),
        "on-hold": stage("paused", "On hold", "暂停"),
        "closed": stage("final", "Closed", "结题"),
        "declined": stage("final", "Declined", "不予立项"),
    },
    "transitions": {
        "submit": {"from": ["draft"], "to": "review", "by": ["@lead"],
                   "needs": [{"fields": ["concept.hypothesis"],
                              "at_least": {"milestones": 1}},
                             {"criteria": {"must": True,
                                           "complete": True}}]},
        "approve": {"from": ["review"], "to": "technical", "by": ["manager"],
                    "needs": {"approvals": [
                        {"role": "expert", "count": 2, "independent": True,
                         "against": 1},
                        {"role": "finance"}]},
                    "freeze": ["criteria", "readiness"]},
        "advance": {"from": ["technical"], "to": "commercial",
                    "by": ["manager"],
                    "needs": [{"criteria": {"track": ["technical"],
                                            "must": True,
                                            "verdict": ["pass",
                                                        "conditional_pass"],
                                            "evidence": True},
                               "evidence": ["test_report"],
                               "days_in_stage": ">=1"},
                              {"approvals": [{"role": "expert"}]}]},
        "accept": {"from": ["commercial"], "to": "acceptance",
                   "by": ["@lead", "manager"],
                   "needs": {"evidence": ["final_report"],
                             "reason": True}},
        "close": {"from": ["acceptance"], "to": "closed", "by": ["director"],
                  "needs": {"fields": ["closure.result", "closure.lessons"],
                            "approvals": [{"role": "manager"}],
                            "reason": True}},
        "decline": {"from": ["review"], "to": "declined", "by": ["manager"],
                    "needs": {"reason": True}},
        "hold": {"from": ["review", "technical", "commercial"],
                 "to": "on-hold", "by": ["@lead", "manager"],
                 "needs": {"reason": True, "codes": "hold_reason",
                           "review_within": 180}},
        "resume": {"from": ["on-hold"], "to": "@previous",
                   "by": ["manager"]},
        "back": {"from": ["technical", "commercial"], "to": "@previous",
                 "by": ["manager"], "needs": {"reason": True}},
        "rebaseline": {"from": ["technical", "commercial"], "to": "@same",
                       "by": ["manager"], "needs": {"reason": True},
                       "rebaseline": ["criteria", "readiness"]},
    },
}

FLOWS = {"plain": PLAIN, "panel": PANEL}

VOCABULARY = {
    "format": 1, "revision": 1,
    "direction": {"matter": {"en": "Matter", "zh": "物质"},
                  "life": {"en": "Life", "zh": "生命"}},
    "hold_reason": {"equipment": {"en": "Equipment"},
                    "people": {"en": "People"}},
    "stop_reason": {"no_market": {"en": "No market"},
                    "goal_change": {"en": "Goals changed"}},
    "evidence_kind": {"test_report": {"en": "Test report"},
                      "final_report": {"en": "Final report"},
                      "dataset": {"en": "Data"}},
    "track": {"technical": {"en": "Technical"},
              "commercial": {"en": "Commercial"}},
}

# handle, roles, ROR of the organisation
STAFF = (
    ("li", ["admin"], None),
    ("zhang", ["admin", "manager"], None),
    ("wang", ["manager"], None),
    ("gao", ["manager", "expert"], "03yrm5c26"),
    ("chen", ["expert"], "01k4yrm29"),
    ("zhao", ["expert"], "05dxps055"),
    ("sun", ["expert"], "040ty4453"),
    ("zhou", ["finance"], None),
    ("wu", ["director"], None),
    ("qian", [], None),
    ("feng", [], None),
)
# What the host signs with: a key of nobody in particular.
HOST = "host"

REQUIRES = {
    "claimed": ("claimed", "claimed", "claimed"),
    "authored": ("authored", "authored", "authored"),
    "centre": ("signed", "authored", "signed"),
    "signed": ("signed", "signed", "signed"),
}


def person(handle, roles, ror, keys):
    whole = {"name": "%s (fictional)" % handle.capitalize(),
             "emails": ["%s@example.org" % handle],
             "roles": list(roles)}
    if handle in ("wang", "qian"):
        whole["emails"].append("%s@lab.example.net" % handle)
    if ror:
        whole["organisation"] = {"name": "%s Laboratory" %
                                 handle.capitalize(), "ror": ror}
    whole["keys"] = keys
    return whole


class Keys:
    """Secret keys by the line of the public one."""

    def __init__(self):
        self.by_line = {}
        self.made = 0

    def make(self, who):
        self.made += 1
        key = Key("%s-%d" % (who, self.made))
        self.by_line[key.line] = key
        return key

    def find(self, line):
        return self.by_line[line]


def found(flow, require, keys):
    """The four files of a new tracker."""
    people = {"format": 1, "revision": 1, "people": {
        handle: person(handle, roles, ror,
                       [{"ssh": keys.make(handle).line}])
        for handle, roles, ror in STAFF}}
    people["people"][HOST] = person(
        HOST, [], None, [{"ssh": keys.make(HOST).line, "forge": True}])
    tracker = {"format": 1, "revision": 1, "name": "Projects",
               "require": dict(zip(("tracker", "transitions", "approvals"),
                                   REQUIRES[require])),
               "severities": {}, "excuses": []}
    return {"tracker": tracker, "workflow": copy.deepcopy(FLOWS[flow]),
            "people": people, "vocabulary": copy.deepcopy(VOCABULARY)}


class Tracker:
    """The four files of one commit; not to be changed."""

    def __init__(self, files):
        self.files = files
        self.require = files["tracker"]["require"]
        self.workflow = files["workflow"]
        self.stages = self.workflow["stages"]
        self.transitions = self.workflow["transitions"]
        self.people = files["people"]["people"]

    def holders(self, role):
        return [handle for handle, p in self.people.items()
                if role in p.get("roles", ())]

    def has_role(self, handle, role):
        return handle in self.people and \
            role in self.people[handle].get("roles", ())

    def admins(self):
        return self.holders("admin")

    def by_email(self, email):
        for handle, p in self.people.items():
            if email.lower() in [e.lower() for e in p["emails"]]:
                return handle
        return None

    def key_of(self, handle):
        """The line of the key that this person signs with now."""
        for key in reversed(self.people.get(handle, {}).get("keys", [])):
            if "ssh" in key:
                return key["ssh"]
        return None

    def owner(self, line):
        """(handle, whether it is a forge's) of a key."""
        blob = line.split()[1]
        for handle, p in self.people.items():
            for key in p.get("keys", ()):
                if "ssh" in key and key["ssh"].split()[1] == blob:
                    return handle, key.get("forge", False)
        return None, False

    def identity(self, handle, which=0):
        p = self.people.get(handle)
        if p is None:       # an address
            return Person(handle.split("@")[0].capitalize(), handle)
        return Person(p["name"], p["emails"][which % len(p["emails"])])

    def gate_digest(self, name):
        return canon.digest(self.transitions[name])

    def kind(self, name):
        return self.stages[name]["kind"]
