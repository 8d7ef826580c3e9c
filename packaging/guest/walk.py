"""The walk of one memory stick through the pages: a real Chromium, a keyboard and no mouse, the console, a real laptop with a real stick."""
import json, os, time
from browser import Page
from console import PASSPHRASE
from guest import GuestError


def sign_in(page, console):
    page.go(console.web + '/sign-in')
    page.evaluate("document.querySelector('[name=name]').value='lab'; document.querySelector('[name=passphrase]').value=%s;"
                  "document.querySelector('form[action=\"/sign-in\"]').requestSubmit()" % json.dumps(PASSPHRASE))
    page.wait("document.readyState === 'complete' && location.pathname === '/second-step'")
    page.evaluate("document.querySelector('[name=code]').value='%s'; document.querySelector('form[action=\"/second-step\"]').requestSubmit()"
                  % console.app.next())
    page.wait("document.readyState === 'complete' && location.pathname === '/'")


def walk(flow):
    """From the plug to the end of the permission; every row of it goes into the table."""
    page = Page(os.path.join(flow.lab.logs, 'browser.log'))
    try:
        sign_in(page, flow.console)
        page.width(1280)
        page.go(flow.console.web + '/')
        page.wait("document.documentElement.dataset.liveState === 'open'")
        case = flow.stick('empty', ask=False)
        page.wait("document.querySelector('[data-serial=\"%s\"]') !== null" % case.serial, 30)
        alert = time.monotonic()
        case.ask()
        asked = time.monotonic()
        page.wait("document.querySelector('#request-%s') !== null" % case.request, 30)
        seen = time.monotonic()
        flow.row('2 the request on the dashboard', 'live, without a reload', 'in the page %.1f s after the command ended' % (seen - asked), seen - asked < 5)
        page.keys = page.presses = 0
        begin = time.monotonic()
        page.press('#decide-' + case.request)
        page.wait("document.readyState === 'complete' && document.querySelector('#allow') !== null")
        check(flow, page, 'the request', 'request')
        page.go(page.evaluate('location.href'))
        page.press('#allow')
        page.wait("location.pathname.startsWith('/permissions/')")
        presses, keys, took = page.presses, page.keys, time.monotonic() - begin
        flow.row('2 from request to decision', '<= 3 presses, <= 30 s', '%d presses (%d keys with Tab), %.1f s with two looks of axe between; alert to decision %.1f s' % (
            presses, keys, took, time.monotonic() - alert), presses <= 3 and took <= 30)
        case.permission = page.evaluate("location.pathname.split('/')[2]")
        words = steps(page, 'Open', 90)
        flow.row('3-5 the permission\'s page', 'goes from step to step by itself', ' > '.join(words), words[-1:] == ['Open'] and bool(case.is_open()))
        check(flow, page, 'the permission, open', 'permission-open')
        page.go(page.evaluate('location.href'))
        page.wait("document.documentElement.dataset.liveState === 'open'")
        page.press('#stop-now')
        words = steps(page, 'Ended', 30)
        flow.row('6 Stop now, by the page', 'ended, and shut on the laptop', '%s; %s' % (' > '.join(words), 'shut' if case.shut_within(10) else 'NOT SHUT'), words[-1:] == ['Ended'] and case.is_shut())
        check(flow, page, 'the permission, ended', 'permission-ended')
        for name, path in (('overview', '/'), ('permissions', '/permissions'), ('sticks', '/sticks'), ('own-sticks', '/sticks/own'), ('own-sticks-add', '/sticks/own/add'), ('telephone', '/telephone')):
            page.go(flow.console.web + path)
            check(flow, page, path, name)
            if name == 'sticks':
                one = page.evaluate("(document.querySelector('main a[href^=\"/sticks/\"]:not([href^=\"/sticks/own\"])') || {}).href || ''")
                if one:
                    page.go(one)
                    check(flow, page, 'the page of a stick', 'stick')
                else:
                    flow.row('7 the register', 'has the stick', 'no stick in it', False)
    finally:
        page.close()


def steps(page, last, seconds):
    """The words that the permission's page showed for the laptop, one after the other, until the last."""
    words, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            word = page.evaluate("(document.querySelector('[data-step]') || {dataset: {}}).dataset.step || ''")
        except GuestError:
            word = ''                                  # between two pages
        if word and words[-1:] != [word]:
            words.append(word)
        if word == last:
            break
        time.sleep(0.05)
    return words


def check(flow, page, title, name):
    """axe and the width, on a telephone and on a desk."""
    wrong = []
    for width in (360, 1280):
        page.width(width)
        wrong += ['%d: %s' % (width, w) for w in page.complaints()]
        page.picture(os.path.join(flow.lab.logs, '%s-%d.png' % (name, width)))
    flow.row('2 axe: ' + title, 'nothing wrong at 360 and 1280', '; '.join(wrong)[:300] or 'nothing wrong', not wrong)
