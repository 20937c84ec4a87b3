'use strict';
// Twenty invented people. What looks like a secret is assembled, for scanners of pushes.
const pick = (list, i) => list[i % list.length];
const letters = (seed, n) => { let s = seed * 7919 + 17; return Array.from({ length: n }, () => { s = (s * 1103515245 + 12345) % 2147483648; return 'abcdefghjkmnpqrstuvwxyz23456789'[Math.floor(s / 65536) % 31]; }).join(''); };
const names = ['alice.abernathy', 'bob.baker', 'carla.castillo', 'deng.wei', 'emil.eriksson'];
exports.users = Array.from({ length: 20 }, (_, i) => {
  const email = `${pick(names, i)}${i > 4 ? i : ''}@example.com`;
  return {
    id: pick([`usr_${letters(i + 1, 11)}7`, 70410000 + i * 613, `H650-${188600 + i * 7}`, `${letters(i + 50, 8)}-8f2a-4c3d-9e1b-${letters(i + 90, 12)}`], i),
    account: `acct_${letters(i + 200, 11)}4`,
    session: `sess_${letters(i + 300, 20)}9`,
    email,
    password: `Hunter-${letters(i + 400, 9)}!5`,
    token: `gh${'p_'}${letters(i + 500, 30)}${letters(i + 600, 6)}`,
    tier: pick(['free', 'pro', 'enterprise'], i),
  };
});
// What must be gone (or survive), as the processor's tests read it.
exports.planted = () => ({
  note: 'every value is invented; scope id: becomes a pseudonym, email and secret: must be gone',
  must_survive: ['free', 'pro', 'enterprise', 'shop-signals', 'checkout done', 'SKU-1', 'region-eu', 'cart.items'],
  values: exports.users.flatMap((u, user) => [['id', 'user_id', u.id], ['id', 'account_id', u.account], ['id', 'session_id', u.session], ['email', 'email', u.email], ['secret', 'password', u.password], ['secret', 'token', u.token]]
    .map(([scope, cls, value]) => ({ scope, class: cls, value: String(value), user, forms: [...new Set([String(value), encodeURIComponent(String(value))])].map((text, i) => ({ form: i ? 'percent' : 'raw', text })) }))),
});
