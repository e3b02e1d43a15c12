// Each error status as the stock OpenAI client sees it: node errors.mjs http://127.0.0.1:PORT/v1 ADMIN_KEY USER_KEY
// The server's model breaks at the first answer and in the middle of the second. Ends with "contract holds", status 0.
import assert from 'node:assert/strict';
import OpenAI, { toFile } from 'openai';

const [baseURL, admin, user] = process.argv.slice(2);
const model = 'scripted';
const messages = [{ role: 'user', content: 'Hello' }];
const as = (apiKey) => new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const client = as(admin);

const ask = (one, fields) => one.chat.completions.create({ model, messages, ...fields });

async function fails(promise, type, status, code) {
  let seen;
  await assert.rejects(promise, (e) => {
    seen = e;
    assert.ok(e instanceof type, `${status}: ${e}`);
    assert.ok(e instanceof OpenAI.APIError);
    assert.equal(e.status, status);
    assert.equal(e.code, code);
    assert.ok(e.type, `${status} has no type`);
    assert.ok(e.message.startsWith(`${status} `) && e.message.length > 14, e.message);
    return true;
  });
  console.log(`ok ${status} ${code}`);
  return seen;
}

const rows = (count) => Array.from({ length: count }, (_, i) => JSON.stringify({ q: `q${i}?`, a: `${i}` })).join('\n');
const file = async (count) => client.files.create({
  purpose: 'fine-tune', file: await toFile(Buffer.from(rows(count)), 'rows.jsonl'),
});
const tune = (one, fields, options) => one.fineTuning.jobs.create({ model, ...fields }, options);

// the model breaks: before the answer has begun and behind its first words
await fails(ask(client, {}), OpenAI.InternalServerError, 500, 'internal');
let text = '';
await assert.rejects(
  (async () => {
    for await (const chunk of await ask(client, { stream: true })) text += chunk.choices[0]?.delta?.content ?? '';
  })(),
  (e) => e instanceof OpenAI.APIError && e.code === 'internal' && e.type === 'server_error',
);
assert.equal(text, 'Goo');
console.log('ok error in the middle of a stream');

const bad = await fails(ask(client, { n: 0 }), OpenAI.BadRequestError, 400, 'invalid_value');
assert.equal(bad.param, 'n');
await fails(ask(as(`adk_${'a'.repeat(60)}`), {}), OpenAI.AuthenticationError, 401, 'invalid_api_key');
const one = await file(1);
await fails(tune(as(user), { training_file: one.id }), OpenAI.PermissionDeniedError, 403, 'learning_not_granted');
await fails(ask(client, { model: 'gpt-none' }), OpenAI.NotFoundError, 404, 'model_not_found');
await fails(client.files.retrieve('file-0123456789abcdef01234567'), OpenAI.NotFoundError, 404, 'file_not_found');
await fails(
  ask(client, { messages: [{ role: 'user', content: 'x'.repeat(1e7) }] }), OpenAI.APIError, 413, 'body_too_large',
);

const suffix = `errors-${Date.now()}`;
const many = await file(21 * 16);
const full = await fails(tune(client, { training_file: many.id, suffix }), OpenAI.RateLimitError, 429, 'queue_full');
assert.ok(Number(full.headers.get('retry-after')) > 0);
assert.equal(full.headers.get('x-should-retry'), 'false');
await fails(client.models.retrieve(`agent:${suffix}`), OpenAI.NotFoundError, 404, 'model_not_found');

// a stock client with its usual two retries does not ask for it again
let asked = 0;
const eager = new OpenAI({
  baseURL, apiKey: admin, fetch: (...request) => { asked += 1; return fetch(...request); },
});
await fails(tune(eager, { training_file: many.id, suffix }), OpenAI.RateLimitError, 429, 'queue_full');
assert.equal(asked, 1);

const key = { headers: { 'Idempotency-Key': `key-${suffix}` } };
const job = await tune(client, { training_file: one.id, suffix }, key);
assert.equal((await tune(client, { training_file: one.id, suffix }, key)).id, job.id);
await fails(
  tune(client, { training_file: many.id, suffix }, key), OpenAI.UnprocessableEntityError, 422, 'idempotency_key_reused',
);
await fails(tune(client, { training_file: one.id, suffix }), OpenAI.ConflictError, 409, 'agent_exists');

assert.equal((await ask(client, {})).choices[0].message.content, 'OK.');
console.log('contract holds');
