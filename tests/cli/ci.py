"""Run the jobs of a host as the host would, without the host.

    ci.py actions FILE EVENT DIR [NAME=VALUE...]
    ci.py gitlab FILE DIR [NAME=VALUE...]

FILE is a workflow of GitHub, Gitea or Forgejo, or a .gitlab-ci.yml.  Its
scripts run in DIR, a clone; actions are not run, but looked at.  NAME=VALUE
is what the host knows: vars.PROVEN_ANCHOR=..., or a variable of GitLab.
What the jobs are not to do (see the checks below) is an error, status 2;
a job that fails is status 1.
"""
import os
import re
import subprocess
import sys
import tempfile

import yaml

PINNED = re.compile(r'[\w-]+/[\w-]+@[0-9a-f]{40}\Z')
TAGGED = re.compile(r'actions/checkout@v\d+\Z')


class Wrong(Exception):
    """The file is not as it must be."""


def need(condition, what):
    if not condition:
        raise Wrong(what)


def read(path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    need(not re.search(r'\bsecrets *[.\[]', text), 'asks for secrets')
    need('pull_request_target' not in text, 'runs with the rights of the base')
    need('curl' not in text and 'wget' not in text, 'downloads something')
    # YAML 1.1 takes "on" for true.
    return {'on' if key is True else key: value
            for key, value in yaml.safe_load(text).items()}


def script(commands, env, directory):
    """The status of COMMANDS, run as both kinds of host run them."""
    return subprocess.run(
        ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', commands],
        cwd=directory, env=env, stdin=subprocess.DEVNULL,
        check=False).returncode


# ---- Conditions ----

def holds(condition, value, names):
    """Whether an expression of names, texts, ==, !=, && and || holds."""
    words = re.findall(r"'[^']*'|\"[^\"]*\"|==|!=|&&|\|\||always\(\)|"
                       + names + r'|\S', condition)
    python = []
    for word in words:
        if word in ('&&', '||'):
            python.append({'&&': 'and', '||': 'or'}[word])
        elif word == 'always()':
            python.append('True')
        elif word in ('==', '!='):
            python.append(word)
        elif word[0] in '\'"':
            python.append(repr(word[1:-1]))
        else:
            need(re.fullmatch(names, word), 'odd condition: ' + condition)
            python.append(repr(value(word)))
    return bool(eval(' '.join(python), {'__builtins__': {}}))


# ---- GitHub, Gitea, Forgejo ----

def check_workflow(flow, steps):
    need(flow['permissions'] == {'contents': 'read'}, 'may write')
    need(set(flow['on']) <= {'pull_request', 'push', 'workflow_dispatch'},
         'runs on other events')
    used = [step for step in steps if 'uses' in step]
    need(used and used[0] is steps[0] and
         used[0]['uses'].startswith('actions/checkout@'), 'no checkout')
    need(used[0]['with'] == {'fetch-depth': 0, 'persist-credentials': False},
         'the checkout is shallow or leaves credentials')
    for step in used:
        need(PINNED.match(step['uses']) or TAGGED.match(step['uses']),
             'not pinned: ' + step['uses'])
    for step in steps:
        need('${{' not in step.get('run', ''),
             'an expression becomes a part of a script')


def lookup(facts):
    def value(name):
        return facts.get(name, '')
    return value


def fill(text, value):
    return re.sub(r'\$\{\{ *([\w.]+) *\}\}', lambda m: value(m[1]), text)


def actions(path, event, directory, facts):
    flow = read(path)
    need(list(flow['jobs']) == ['proven'], 'the check is called otherwise')
    job = flow['jobs']['proven']
    steps = job['steps']
    check_workflow(flow, steps)
    facts = dict(facts)
    facts['github.event_name'] = event
    value = lookup(facts)
    names = r'[a-z]+(?:\.\w+)+'
    need('if' not in job, 'a job that is skipped counts as passed')
    branches = [re.sub(r'\\(.)', r'\1', pattern)
                for pattern in flow['on']['push']['branches']]
    if event == 'push' and value('github.ref_name') not in branches:
        print('not run')
        return 0
    status = 0
    temporary = tempfile.mkdtemp(dir=os.environ.get('HOME'))
    for step in steps:
        condition = str(step.get('if', "'success'"))
        if 'run' not in step or not holds(condition, value, names):
            continue
        if status != 0 and 'always()' not in condition:
            continue
        env = dict(os.environ)
        for name in ('GITHUB_STEP_SUMMARY', 'GITHUB_PATH'):
            env[name] = os.path.join(temporary, name)
        env['RUNNER_TEMP'] = temporary
        env.update({name: fill(text, value)
                    for name, text in step.get('env', {}).items()})
        if os.path.exists(env['GITHUB_PATH']):
            with open(env['GITHUB_PATH'], encoding='utf-8') as file:
                env['PATH'] = ':'.join([*file.read().splitlines(),
                                        env['PATH']])
        print('step: ' + step['name'], flush=True)
        if script(step['run'], env, directory) != 0:
            print('failed: ' + step['name'], flush=True)
            status = 1
    summary = os.path.join(temporary, 'GITHUB_STEP_SUMMARY')
    if os.path.exists(summary):
        with open(summary, encoding='utf-8') as file:
            print('summary:\n' + file.read())
    return status


# ---- GitLab ----

def gitlab(path, directory, facts):
    jobs = read(path)
    base = jobs.pop('.proven')
    need(str(base['variables']['GIT_DEPTH']) == '0', 'the clone is shallow')
    value = lookup({'$' + name: text for name, text in facts.items()})
    status = 0
    for name, job in jobs.items():
        need(job['extends'] == '.proven', name + ' is on its own')
        if not any(holds(rule['if'], value, r'\$\w+')
                   for rule in job['rules']):
            continue
        print('job: ' + name, flush=True)
        # What a runner throws away stays in the directory of the test.
        env = dict(os.environ, TMPDIR=os.environ['HOME'])
        env.update(facts)
        if script('\n'.join(base['before_script'] + job['script']), env,
                  directory) != 0:
            print('failed: ' + name, flush=True)
            status = 1
            continue
        for file in (job['artifacts'].get('paths', []) +
                     list(job['artifacts']['reports'].values())):
            need(os.path.exists(os.path.join(directory, file)),
                 'no artifact ' + file)
    return status


def main():
    kind, path, *rest = sys.argv[1:]
    words = rest[2:] if kind == 'actions' else rest[1:]
    facts = dict(word.split('=', 1) for word in words)
    try:
        if kind == 'actions':
            return actions(path, rest[0], rest[1], facts)
        return gitlab(path, rest[0], facts)
    except Wrong as wrong:
        print('%s: %s' % (path, wrong))
        return 2


if __name__ == '__main__':
    sys.exit(main())
