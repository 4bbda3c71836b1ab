"""What the end-to-end tests share: run the program, read its report, look things up, speak TAP."""
import json
import os
import subprocess
import sys
import tempfile

BUILD = os.environ.get('HOLDFAST_BUILD', 'build')
SOURCE = os.environ.get('HOLDFAST_SOURCE', '.')
CORPUS = os.environ.get('HOLDFAST_CORPUS', '')
PROGRAM = os.environ.get('HOLDFAST_PROGRAM', os.path.join(BUILD, 'holdfast'))
SANITIZED = os.environ.get('HOLDFAST_SANITIZED', '') == '1'

_cases = []


def case(test):
    """Marks a test; its name, with spaces, is the sentence printed."""
    _cases.append(test)
    return test


def forget():
    """For a file of tests that takes its tools from another one."""
    _cases.clear()


class Skip(Exception):
    pass


def main():
    bad = 0
    print(f'1..{len(_cases)}', flush=True)
    for number, test in enumerate(_cases, 1):
        name = test.__name__.replace('_', ' ')
        try:
            test()
            print(f'ok {number} - {name}', flush=True)
        except Skip as why:
            print(f'ok {number} - {name} # SKIP {why}', flush=True)
        except Exception as why:  # pylint: disable=broad-except
            bad += 1
            print(f'not ok {number} - {name}')
            text = str(why) if isinstance(why, AssertionError) else f'{type(why).__name__}: {why}'
            for line in text.splitlines() or ['failed']:
                print(f'# {ascii(line)[1:-1]}', flush=True)
    sys.exit(1 if bad else 0)


def corpus(path):
    full = os.path.join(CORPUS, path)
    if not os.path.exists(full):
        raise Skip(f'no {path} in the corpus')
    return full


def run(*args, cwd=None, env=None, timeout=300, program=PROGRAM):
    return subprocess.run([program, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          cwd=cwd, env=env, timeout=timeout)


def gives(status, *args, says=(), silent=(), env=None):
    """Runs the program; its output, after its exit status and words in it were checked."""
    done = run(*args, env=env)
    text = (done.stdout + done.stderr).decode(errors='replace')
    assert done.returncode == status, f'{args}: exit {done.returncode}, not {status}:\n{text[-2000:]}'
    for word in [says] if isinstance(says, str) else says:
        assert word in text, f'{args}: does not say {word!r}:\n{text[-2000:]}'
    for word in [silent] if isinstance(silent, str) else silent:
        assert word not in text, f'{args}: says {word!r}:\n{text[-2000:]}'
    return text


def assess(image, *options):
    """The report of an image as a Report; the exit status must fit the verdict."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'report.json')
        done = run('assess', image, '--json', path, '--quiet', *options)
        assert done.returncode in (0, 1, 3), f'{image}: exit {done.returncode}: {done.stderr.decode(errors="replace")}'
        with open(path, encoding='utf-8') as file:
            report = Report(json.load(file))
    want = 1 if report.verdict == 'FAIL' else None
    assert want is None or done.returncode == want, f'{image}: {report.verdict} but exit {done.returncode}'
    return report


def facts(image):
    """The facts of an image as text lines."""
    done = run('facts', image)
    assert done.returncode in (0, 3), f'facts {image}: exit {done.returncode}: {done.stderr.decode(errors="replace")}'
    return done.stdout.decode(errors='replace').splitlines()


def below(path):
    """The path inside the innermost container: '/etc/passwd'; of a container itself: ''."""
    at = path.rfind('!/')
    return path[at + 1:] if at >= 0 and '!' not in path[at + 1:] else ''


class Report(dict):
    def __getattr__(self, name):
        return self[name]

    def finding(self, check, provision, path=None, verdict=None, text=None):
        """The findings that fit, at least one: their evidence names `path`, their title or evidence holds `text`."""
        fit = [f for f in self.findings
               if f['check'] == check and f['provision'] == provision and (verdict is None or f['verdict'] == verdict)
               and (path is None or any(e['path'].endswith(path) for e in f['evidence']))
               and (text is None or text in f['title'] or any(text in e['excerpt'] for e in f['evidence']))]
        near = [f for f in self.findings if f['check'] == check or f['provision'] == provision]
        assert fit, (f'no finding {check} under {provision} for {path} {text} {verdict}; near it:\n' +
                     '\n'.join(f"{f['provision']} {f['check']} {f['verdict']} {f['title']} "
                               f"{[e['path'] for e in f['evidence']][:1]}" for f in near[:8]))
        return fit

    def no_finding(self, check, path=None, text=None):
        fit = [f for f in self.findings if f['check'] == check
               and (path is None or any(e['path'].endswith(path) for e in f['evidence']))
               and (text is None or text in f['title'] or any(text in e['excerpt'] for e in f['evidence']))]
        assert not fit, f"wrong alarm: {[(f['provision'], f['title']) for f in fit]}"

    def component(self, name, version, path=None):
        fit = [c for c in self.components if c['name'] == name and c['version'] == version
               and (path is None or c['path'].endswith(path))]
        assert fit, (f'no component {name} {version} in {path}; there are: '
                     f"{sorted({(c['name'], c['version']) for c in self.components})}")
        return fit[0]

    def account(self, name, state, path):
        fit = [a for a in self.accounts if a['name'] == name and a['password_state'] == state
               and a['path'].endswith(path)]
        assert fit, f'no account {name} {state} in {path}; there are: {self.accounts}'
        return fit[0]

    def listener(self, program, **fields):
        fit = [x for x in self.listeners if x['program'] == program and
               all(x[key] == value for key, value in fields.items())]
        assert fit, f'no listener {program} {fields}; there are: {self.listeners}'
        return fit[0]

    def honest(self):
        """Nothing passes without evidence; every finding has a place, a remedy and a verdict."""
        backed = {f['unit'] for f in self.findings if f['verdict'] == 'PASS' and f['evidence']}
        for unit in self.units:
            assert unit['verdict'] != 'PASS' or unit['unit'] in backed, f"{unit['unit']} passes without evidence"
            assert unit['reason'] or unit['question'], f"{unit['unit']} has neither a reason nor a question"
        failing = {f['unit'] for f in self.findings if f['verdict'] == 'FAIL'}
        for unit in self.units:
            assert (unit['verdict'] == 'FAIL') == (unit['unit'] in failing), f"{unit['unit']}: verdict without finding"
        for finding in self.findings:
            assert finding['evidence'], f"{finding['id']} has no evidence"
            assert finding['remedy'] and finding['detail'], f"{finding['id']} has no remedy or detail"
        if not self.input['judgeable']:
            passed = [p['id'] for p in self.provisions if p['verdict'] == 'PASS']
            assert not passed, f'passes though it cannot be judged: {passed}'


def tree_bytes(image, inner):
    """Bytes of a member, where the container keeps it plainly: looked for in the image itself."""
    with open(image, 'rb') as file:
        return inner in file.read()
