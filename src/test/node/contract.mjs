// The stock OpenAI client against a running server: node contract.mjs http://127.0.0.1:PORT/v1 MODEL
// Prints one line a check, ends with "contract holds" and status 0.
import assert from 'node:assert/strict';
import OpenAI, { toFile } from 'openai';

const [baseURL, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
const messages = [{ role: 'user', content: 'Hello' }];

async function check(name, body) {
  await body();
  console.log(`ok ${name}`);
}

await check('models', async () => {
  const ids = [];
  for await (const one of client.models.list()) ids.push(one.id);
  assert.ok(ids.includes(model));
  assert.equal((await client.models.retrieve(model)).object, 'model');
});

await check('completion', async () => {
  const answer = await client.chat.completions.create({ model, messages, max_tokens: 8, seed: 1 });
  assert.equal(answer.object, 'chat.completion');
  assert.equal(answer.model, model);
  assert.match(answer.system_fingerprint, /^fp_/);
  assert.equal(answer.choices[0].message.role, 'assistant');
  assert.ok(['stop', 'length'].includes(answer.choices[0].finish_reason));
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
});

await check('stream', async () => {
  const stream = await client.chat.completions.create({
    model, messages, max_tokens: 8, stream: true, stream_options: { include_usage: true },
  });
  let text = '';
  let finish = null;
  let usage = null;
  for await (const chunk of stream) {
    assert.equal(chunk.object, 'chat.completion.chunk');
    text += chunk.choices[0]?.delta?.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  assert.ok(finish);
  assert.ok(usage.completion_tokens <= 8);
  const whole = await client.chat.completions.create({ model, messages, max_tokens: 8 });
  assert.equal(text, whole.choices[0].message.content);
});

await check('stream helper and abort', async () => {
  const stream = client.chat.completions.stream({ model, messages, max_tokens: 200 });
  for await (const chunk of stream) {
    assert.ok(chunk.id);
    stream.abort();
    break;
  }
});

await check('log-probabilities and n', async () => {
  const answer = await client.chat.completions.create({
    model, messages, max_tokens: 4, n: 2, temperature: 1, seed: 3, logprobs: true, top_logprobs: 2,
  });
  assert.equal(answer.choices.length, 2);
  for (const token of answer.choices[0].logprobs.content) {
    assert.ok(token.logprob <= 0);
    assert.equal(token.top_logprobs.length, 2);
  }
});

await check('json_schema', async () => {
  const answer = await client.chat.completions.create({
    model,
    messages,
    max_tokens: 60,
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'answer',
        strict: true,
        schema: {
          type: 'object',
          properties: { ok: { type: 'boolean' }, size: { enum: ['small', 'large'] } },
          required: ['ok', 'size'],
          additionalProperties: false,
        },
      },
    },
  });
  const value = JSON.parse(answer.choices[0].message.content);
  assert.equal(typeof value.ok, 'boolean');
  assert.ok(['small', 'large'].includes(value.size));
});

await check('tool_choice', async () => {
  const tools = [{
    type: 'function',
    function: {
      name: 'switch_light',
      description: 'Switches the light',
      parameters: { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] },
    },
  }];
  const options = { model, messages, tools, max_tokens: 120, tool_choice: 'required' };
  const answer = await client.chat.completions.create(options);
  assert.equal(answer.choices[0].finish_reason, 'tool_calls');
  const call = answer.choices[0].message.tool_calls[0];
  assert.equal(call.function.name, 'switch_light');
  assert.equal(typeof JSON.parse(call.function.arguments).on, 'boolean');
  const final = await client.chat.completions.stream(options).finalChatCompletion();
  assert.equal(final.choices[0].message.tool_calls[0].function.name, 'switch_light');
  const next = await client.chat.completions.create({
    model,
    tools,
    max_tokens: 4,
    messages: [...messages, answer.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'done' }],
  });
  assert.equal(next.choices.length, 1);
});

await check('errors', async () => {
  await assert.rejects(client.chat.completions.create({ model: 'gpt-none', messages }), (e) => {
    assert.ok(e instanceof OpenAI.NotFoundError);
    assert.equal(e.code, 'model_not_found');
    return true;
  });
  await assert.rejects(client.chat.completions.create({ model, messages, temperature: 9 }), (e) => {
    assert.ok(e instanceof OpenAI.BadRequestError);
    assert.equal(e.param, 'temperature');
    return true;
  });
  await assert.rejects(
    client.chat.completions.create({ model, messages: [{ role: 'user', content: 'word '.repeat(3000) }] }),
    (e) => e instanceof OpenAI.BadRequestError && e.code === 'context_length_exceeded',
  );
});

await check('files', async () => {
  const lines = ['code of the blue door?', 'code of the red door?'].map((question, i) => JSON.stringify({
    messages: [{ role: 'user', content: question }, { role: 'assistant', content: `4${i}` }],
  }));
  const content = `${lines.join('\n')}\n`;
  const file = await client.files.create({ purpose: 'fine-tune', file: await toFile(Buffer.from(content), 'doors.jsonl') });
  assert.equal(file.object, 'file');
  assert.equal(file.filename, 'doors.jsonl');
  assert.equal(file.bytes, Buffer.byteLength(content));
  assert.equal((await client.files.waitForProcessing(file.id)).status, 'processed');
  assert.equal(await (await client.files.content(file.id)).text(), content);
  const ids = [];
  for await (const one of client.files.list({ limit: 1 })) ids.push(one.id);
  assert.ok(ids.includes(file.id));
  assert.equal((await client.files.delete(file.id)).deleted, true);
  await assert.rejects(client.files.retrieve(file.id), (e) => e instanceof OpenAI.NotFoundError && e.code === 'file_not_found');
  await assert.rejects(
    client.files.create({ purpose: 'fine-tune', file: await toFile(Buffer.from(`${content}{}`), 'bad.jsonl') }),
    (e) => e instanceof OpenAI.BadRequestError && e.code === 'invalid_file_format' && e.message.includes('line 3'),
  );
});

await check('fine-tuning', async () => {
  const row = { messages: [{ role: 'user', content: 'code?' }, { role: 'assistant', content: '8' }] };
  const file = await client.files.create({ purpose: 'fine-tune', file: await toFile(Buffer.from(JSON.stringify(row)), 'code.jsonl') });
  const suffix = `contract-${Date.now()}`;
  let job = await client.fineTuning.jobs.create({ model, training_file: file.id, suffix });
  assert.equal(job.object, 'fine_tuning.job');
  while (!['succeeded', 'failed', 'cancelled'].includes(job.status)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    job = await client.fineTuning.jobs.retrieve(job.id);
  }
  assert.equal(job.status, 'succeeded', JSON.stringify(job.error));
  assert.ok(job.trained_tokens > 0);
  const tuned = await client.chat.completions.create({ model: job.fine_tuned_model, messages, max_tokens: 4 });
  assert.equal(tuned.model, job.fine_tuned_model);
  const listed = [];
  for await (const one of client.fineTuning.jobs.list({ limit: 1 })) listed.push(one.id);
  assert.ok(listed.includes(job.id));
  const events = [];
  for await (const event of client.fineTuning.jobs.listEvents(job.id, { limit: 3 })) events.push(event);
  assert.equal(new Set(events.map((event) => event.id)).size, events.length);
  assert.match(events.at(-1).message, /^Created fine-tuning job/);
  assert.ok(events.some((event) => event.type === 'metrics' && event.data.train_loss >= 0));
  const checkpoints = [];
  for await (const one of client.fineTuning.jobs.checkpoints.list(job.id)) checkpoints.push(one);
  assert.equal(checkpoints[0].fine_tuned_model_checkpoint, job.fine_tuned_model);
  await assert.rejects(client.fineTuning.jobs.cancel(job.id), (e) => e instanceof OpenAI.ConflictError && e.code === 'job_ended');
  await assert.rejects(
    client.fineTuning.jobs.create({ model, training_file: file.id, suffix }),
    (e) => e instanceof OpenAI.ConflictError && e.code === 'agent_exists',
  );
});

await check('embeddings', async () => {
  const answer = await client.embeddings.create({ model: 'bge-small-en-v1.5-q', input: ['A blue door', 'A red door'] });
  assert.equal(answer.data[0].embedding.length, 384);
  assert.equal(answer.usage.prompt_tokens, 6);
  assert.equal(answer.usage.total_tokens, 6);
});

console.log('contract holds');
