import assert from 'node:assert/strict';
import { htmlPageKind, isHtmlType } from '../../../../src/engine/http/htmlPage.ts';

describe('isHtmlType', () => {
  for (const [type, expected] of [
    ['text/html', true],
    ['Text/HTML; charset=utf-8', true],
    [' application/xhtml+xml', true],
    ['text/plain; charset=utf-8', false],
    ['application/octet-stream', false],
    ['application/json;note=text/html', false],
    ['text/htmlx', false],
    [undefined, false],
  ] as const) {
    it(`returns ${expected} for ${type}`, () => assert.equal(isHtmlType(type), expected));
  }
});

describe('htmlPageKind', () => {
  for (const [text, kind] of [
    ['<form action="/user/login" method="post">', 'login'],
    ['<form class="x" action="https://h/git/user/login?redirect_to=">', 'login'],
    ['<input id="p" name="password" type="text">', 'login'],
    ['<title>Login - Authelia</title>', 'login'],
    ['<form id="kc-form-login">', 'login'],
    ['<script id="anubis_challenge" type="application/json">', 'botWall'],
    ['<script src="/.within.website/x/cmd/anubis/static/js/main.mjs">', 'botWall'],
    ['<script src="/cdn-cgi/challenge-platform/x.js">', 'botWall'],
    ['<html><head><title>502 Bad Gateway</title>', 'proxy'],
    ['<title>Gateway Timeout</title>', 'proxy'],
    ['<hr><center>nginx/1.22.1</center>', 'proxy'],
    ['<!-- squid -->', 'proxy'],
    ['<html><body>Welcome</body></html>', 'unknown'],
    ['', 'unknown'],
  ] as const) {
    it(`recognises ${kind} in ${text}`, () => assert.equal(htmlPageKind(text), kind));
  }

  it('recognises the bot wall in front of a login', () => {
    assert.equal(htmlPageKind('<script id="anubis_challenge"><form action="/user/login">'), 'botWall');
  });
});
