// One scenario of the official client against the local endpoint: node scenarios.js NAME CONNECTION-STRING QUEUE SESSION-QUEUE
// It prints one JSON value a line; at `await turn(value)` it waits for a line from the test, which meanwhile moves the clock or looks into the queue.
const { ServiceBusClient } = require('@azure/service-bus');
const readline = require('node:readline');

const [name, connection, queue, sessionQueue] = process.argv.slice(2);
const client = new ServiceBusClient(connection, { retryOptions: { maxRetries: 1, retryDelayInMs: 100, timeoutInMs: 20000 } });
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (value) => console.log(JSON.stringify(value));
const turn = async (value) => { say(value); return (await lines.next()).value; };

const receiver = (options) => client.createReceiver(queue, { maxAutoLockRenewalDurationInMs: 0, ...options });
const acceptNext = () => client.acceptNextSession(sessionQueue, { maxAutoLockRenewalDurationInMs: 0 });
const deadLetters = () => receiver({ subQueueType: 'deadLetter' });
const take = async (from, count = 1) => {
  const found = [];
  while (found.length < count) {
    const more = await from.receiveMessages(count - found.length, { maxWaitTimeInMs: 5000 });
    if (more.length === 0) break;
    found.push(...more);
  }
  return found;
};
const none = async (from) => (await from.receiveMessages(1, { maxWaitTimeInMs: 300 })).length === 0;
const code = (promise) => promise.then(() => 'ok', (error) => error.code ?? error.errors?.[0]?.code ?? error.name);

const scenarios = {
  async roundTrip() {
    await client.createSender(queue).sendMessages({
      body: { type: 'view', userId: 'u' }, messageId: 'm-1', contentType: 'application/json', subject: 'event', correlationId: 'c-1', replyTo: 'r', to: 't',
      timeToLive: 3600000, applicationProperties: { source: 'shop', attempt: 3, urgent: true, ratio: 0.5 },
    });
    const from = receiver();
    const [message] = await take(from);
    const { body, messageId, contentType, subject, correlationId, replyTo, to, timeToLive, applicationProperties, deliveryCount } = message;
    await from.completeMessage(message);
    say({ body, messageId, contentType, subject, correlationId, replyTo, to, timeToLive, applicationProperties, deliveryCount,
      sequenceNumber: message.sequenceNumber.toString(), enqueued: message.enqueuedTimeUtc, lockedUntil: message.lockedUntilUtc,
      tokenLength: message.lockToken.length, empty: await none(from) });
  },

  // The queue's bodies as they lie there are the test's to compare.
  async bodies() {
    const sender = client.createSender(queue);
    await sender.sendMessages([{ body: 'text' }, { body: { a: [1, 'ü'] } }, { body: Buffer.from([1, 2, 255]) }, { body: null }]);
    await sender.sendMessages({ body: 'value', bodyType: 'value' });
    const batch = await sender.createMessageBatch();
    let added = 0;
    while (batch.tryAddMessage({ body: 'x'.repeat(10000), messageId: `batch-${added}` })) added++;
    await sender.sendMessages(batch);
    say({ added });
    await turn('sent');
    const from = receiver();
    say((await take(from, 5)).map((message) => (Buffer.isBuffer(message.body) ? [...message.body] : message.body)));
  },

  async settle() {
    const sender = client.createSender(queue);
    await sender.sendMessages([1, 2, 3].map((i) => ({ body: `b${i}`, messageId: `m${i}` })));
    const from = receiver();
    const [first, second, third] = await take(from, 3);
    await from.completeMessage(first);
    await from.abandonMessage(second, { tried: 'yes', times: 2 });
    await from.deadLetterMessage(third, { deadLetterReason: 'NoGood', deadLetterErrorDescription: 'It does not parse.', seenBy: 'test' });
    const [again] = await take(from);
    await from.completeMessage(again);
    const dead = deadLetters();
    const [letter] = await take(dead);
    const report = {
      again: { id: again.messageId, deliveries: again.deliveryCount, properties: again.applicationProperties },
      letter: { id: letter.messageId, reason: letter.deadLetterReason, description: letter.deadLetterErrorDescription, source: letter.deadLetterSource,
        properties: letter.applicationProperties, body: letter.body },
      nothingLeft: await none(from),
    };
    await dead.abandonMessage(letter);
    const [once] = await take(dead);
    await dead.completeMessage(once);
    say({ ...report, letterAgain: once.messageId, noLetters: await none(dead), completedTwice: await code(from.completeMessage(again)) });
  },

  async exhaust() {
    await client.createSender(queue).sendMessages({ body: 'poison', messageId: 'p' });
    const from = receiver();
    const counts = [];
    for (let message; ([message] = await take(from, 1)) && message; ) {
      counts.push(message.deliveryCount);
      await from.abandonMessage(message);
      if (counts.length === 3) break;
    }
    const [letter] = await take(deadLetters());
    say({ counts, empty: await none(from), reason: letter.deadLetterReason });
  },

  async locks() {
    await client.createSender(queue).sendMessages({ body: 'b', messageId: 'm' });
    const from = receiver();
    const [message] = await take(from);
    await turn({ lockedUntil: message.lockedUntilUtc });
    const renewed = await from.renewMessageLock(message);
    await turn({ renewed });
    const other = receiver();
    await turn({ heldByFirst: await none(other) });
    const [again] = await take(other);
    say({ deliveries: again.deliveryCount, late: await code(from.completeMessage(message)), lateRenewal: await code(from.renewMessageLock(message)) });
    await other.completeMessage(again);
    say({ empty: await none(from) });
  },

  // The connection breaks; the lock stays until it ends.
  async abandonedConnection() {
    await client.createSender(queue).sendMessages({ body: 'b', messageId: 'm' });
    const lost = new ServiceBusClient(connection);
    await take(lost.createReceiver(queue));
    lost._connectionContext.connection._connection.socket.destroy();
    const from = receiver();
    await turn({ held: await none(from) });
    const [again] = await take(from);
    say({ id: again.messageId, deliveries: again.deliveryCount });
    process.exit(0);
  },

  async receiveAndDelete() {
    await client.createSender(queue).sendMessages([{ body: 'a' }, { body: 'b' }]);
    const from = receiver({ receiveMode: 'receiveAndDelete' });
    const found = await take(from, 2);
    say({ bodies: found.map((message) => message.body), empty: await none(from) });
  },

  async schedule() {
    const sender = client.createSender(queue);
    const at = new Date(JSON.parse(await turn('when?')));
    const [kept, dropped] = await sender.scheduleMessages([{ body: 'kept', messageId: 'k' }, { body: 'dropped', messageId: 'd' }], at);
    await sender.sendMessages({ body: 'third', messageId: 't', scheduledEnqueueTimeUtc: at });
    await sender.cancelScheduledMessages(dropped);
    const from = receiver();
    await turn({ early: await none(from), kept: kept.toString(), cancelAgain: await code(sender.cancelScheduledMessages(dropped)) });
    const found = await take(from, 2);
    say({ bodies: found.map((message) => message.body), enqueued: found.map((message) => message.enqueuedTimeUtc) });
  },

  async duplicates() {
    const sender = client.createSender(queue);
    const one = { body: 'first', messageId: 'same' };
    await sender.sendMessages(one);
    await sender.sendMessages([one, { body: 'other', messageId: 'other' }]);
    await turn('sent');
    await sender.sendMessages(one);
    const from = receiver({ receiveMode: 'receiveAndDelete' });
    say((await take(from, 3)).map((message) => message.messageId));
  },

  async peek() {
    const sender = client.createSender(queue);
    await sender.sendMessages([1, 2, 3].map((i) => ({ body: i, messageId: `m${i}` })));
    const from = receiver();
    const first = await from.peekMessages(2);
    const rest = await from.peekMessages(5);
    say([first, rest, await from.peekMessages(5)].map((page) => page.map((message) => message.body)));
  },

  // A message put aside is had by its number only, under a lock like any other, and stays aside until it is settled otherwise.
  async defer() {
    const sender = client.createSender(queue);
    await sender.sendMessages([1, 2, 3].map((i) => ({ body: i, messageId: `m${i}` })));
    await sender.sendMessages({ body: 4, messageId: 'm4', scheduledEnqueueTimeUtc: new Date(2050, 1, 1) });
    const from = receiver();
    const found = await take(from, 3);
    for (const message of found) await from.deferMessage(message, { aside: message.body });
    const numbers = found.map((message) => message.sequenceNumber);
    const states = (await from.peekMessages(5)).map((message) => message.state);
    const gone = await none(from);
    const [first] = await from.receiveDeferredMessages(numbers[0]);
    const locked = await code(from.receiveDeferredMessages(numbers[0]));
    await from.abandonMessage(first);
    const [again] = await from.receiveDeferredMessages(numbers[0]);
    const renewed = await from.renewMessageLock(again);
    await from.completeMessage(again);
    const [second] = await from.receiveDeferredMessages(numbers[1]);
    await from.deadLetterMessage(second, { deadLetterReason: 'Late' });
    const [letter] = await take(deadLetters());
    const [third] = await receiver({ receiveMode: 'receiveAndDelete' }).receiveDeferredMessages(numbers[2]);
    say({
      states, gone, locked, first: { body: first.body, deliveries: first.deliveryCount, properties: first.applicationProperties }, again: again.deliveryCount,
      renewed, letter: { body: letter.body, reason: letter.deadLetterReason }, third: third.body, unknown: await code(from.receiveDeferredMessages(numbers)),
    });
  },

  async deadLetterPeek() {
    await client.createSender(queue).sendMessages([1, 2].map((i) => ({ body: i, messageId: `m${i}` })));
    const from = receiver();
    for (const message of await take(from, 2)) await from.deadLetterMessage(message, { deadLetterReason: 'r' });
    const dead = deadLetters();
    const peeked = await dead.peekMessages(5);
    const [letter] = await take(dead);
    const renewed = await dead.renewMessageLock(letter);
    say({ peeked: peeked.map(({ body, deadLetterReason }) => [body, deadLetterReason]), renewed, sent: await code(client.createSender(`${queue}/$deadletterqueue`).sendMessages({ body: 'b' })) });
  },

  // Many connections send and receive at once; every message must come exactly once.
  async crowd() {
    const clients = Array.from({ length: 8 }, () => new ServiceBusClient(connection));
    await Promise.all(clients.map(async (each, c) => {
      const sender = each.createSender(queue);
      for (let i = 0; i < 50; i += 10) {
        await sender.sendMessages(Array.from({ length: 10 }, (_, k) => ({ body: 'x', messageId: `${c}-${i + k}` })));
      }
    }));
    const ids = [];
    await Promise.all(clients.map(async (each) => {
      const from = each.createReceiver(queue);
      for (let found; (found = await from.receiveMessages(20, { maxWaitTimeInMs: 500 })).length > 0; ) {
        await Promise.all(found.map((message) => from.completeMessage(message)));
        ids.push(...found.map((message) => message.messageId));
      }
    }));
    say({ received: ids.length, distinct: new Set(ids).size });
    await Promise.all(clients.map((each) => each.close()));
  },

  async subscribe() {
    const sender = client.createSender(queue);
    const from = receiver();
    const bodies = [];
    const all = new Promise((resolve) => from.subscribe({
      processMessage: async (message) => { if (bodies.push(message.body) === 30) resolve(); },
      processError: async ({ error }) => say({ error: error.message }),
    }, { maxConcurrentCalls: 3 }));
    for (let i = 0; i < 30; i++) await sender.sendMessages({ body: i });
    await all;
    await from.close();
    say(bodies.sort((a, b) => a - b));
  },

  // Two clients take the sessions of a queue; each has its messages in order, and nobody those of the other.
  async sessions() {
    const sender = client.createSender(sessionQueue);
    await sender.sendMessages([1, 2, 3, 4].map((i) => ({ body: i, messageId: `m${i}`, sessionId: i % 2 ? 'odd' : 'even' })));
    const first = await acceptNext();
    const other = new ServiceBusClient(connection);
    const second = await other.acceptNextSession(sessionQueue, { maxAutoLockRenewalDurationInMs: 0 });
    const [a, b] = [await take(first, 2), await take(second, 2)];
    const taken = await code(client.acceptSession(sessionQueue, 'odd'));
    await first.abandonMessage(a[0], { tried: 1 });
    const [again] = await take(first);
    await first.completeMessage(again);
    await first.deadLetterMessage(a[1], { deadLetterReason: 'NoGood' });
    const peeked = await second.peekMessages(5);
    for (const message of b) await second.completeMessage(message);
    await first.close();
    const back = await client.acceptSession(sessionQueue, 'odd');
    const dead = client.createReceiver(sessionQueue, { subQueueType: 'deadLetter' });
    const [letter] = await take(dead);
    say({
      first: { session: first.sessionId, lockedUntil: first.sessionLockedUntilUtc, bodies: a.map((message) => message.body), ids: a.map((message) => message.sessionId) },
      second: { session: second.sessionId, bodies: b.map((message) => message.body) },
      taken, again: { id: again.messageId, deliveries: again.deliveryCount, properties: again.applicationProperties },
      peeked: peeked.map((message) => message.body), letter: { reason: letter.deadLetterReason, session: letter.sessionId },
      back: { session: back.sessionId, empty: await none(back) },
    });
    await other.close();
  },

  async sessionLocks() {
    await client.createSender(sessionQueue).sendMessages([1, 2].map((i) => ({ body: i, messageId: `m${i}`, sessionId: 's' })));
    const from = await acceptNext();
    const [message] = await take(from);
    await turn({ lockedUntil: from.sessionLockedUntilUtc });
    await turn({ renewed: await from.renewSessionLock(), heldOn: from.sessionLockedUntilUtc });
    const stillHeld = await code(client.acceptSession(sessionQueue, 's'));
    await turn({ stillHeld });
    const other = await client.acceptSession(sessionQueue, 's', { maxAutoLockRenewalDurationInMs: 0 });
    const all = await take(other, 2);
    say({
      late: await code(from.completeMessage(message)), lateRenewal: await code(from.renewSessionLock()), lateState: await code(from.getSessionState()),
      all: all.map(({ body, deliveryCount }) => [body, deliveryCount]),
    });
    for (const message of all) await other.completeMessage(message);
  },

  // The state outlives its writer and the session's messages.
  async sessionState() {
    const from = await client.acceptSession(sessionQueue, 'new');
    const before = await from.getSessionState();
    await from.setSessionState({ done: [1, 'ü'] });
    await from.close();
    const again = await client.acceptSession(sessionQueue, 'new');
    const kept = await again.getSessionState();
    await again.setSessionState(null);
    say({ before, kept, after: await again.getSessionState(), tooLarge: await code(again.setSessionState('x'.repeat(300000))) });
  },

  async sessionDefer() {
    await client.createSender(sessionQueue).sendMessages([1, 2].map((i) => ({ body: i, messageId: `m${i}`, sessionId: 's' })));
    const from = await client.acceptSession(sessionQueue, 's', { maxAutoLockRenewalDurationInMs: 0 });
    const other = await client.acceptSession(sessionQueue, 'other', { maxAutoLockRenewalDurationInMs: 0 });
    const [first, second] = await take(from, 2);
    await from.deferMessage(first);
    await from.completeMessage(second);
    const notIts = await code(other.receiveDeferredMessages(first.sequenceNumber));
    const [again] = await from.receiveDeferredMessages(first.sequenceNumber);
    await turn({ notIts, again: again.body, state: (await from.peekMessages(5)).map((message) => message.state) });
    await from.renewSessionLock();
    await turn('renewed');
    say({ settled: await code(from.completeMessage(again)) });
  },

  // A client that waits for any session is served when there is one, and told when there was none in its time.
  async sessionWait() {
    const short = new ServiceBusClient(connection, { retryOptions: { maxRetries: 0, timeoutInMs: 60000 } });
    const waiting = acceptNext();
    await turn('waiting');
    await client.createSender(sessionQueue).sendMessages({ body: 'b', sessionId: 's' });
    const from = await waiting;
    const [message] = await take(from);
    await from.completeMessage(message);
    const none = code(short.acceptNextSession(sessionQueue));
    await turn({ session: from.sessionId, body: message.body });
    say({ none: await none });
    await short.close();
  },

  async sessionHolderDies() {
    await client.createSender(sessionQueue).sendMessages({ body: 'b', sessionId: 's' });
    const lost = new ServiceBusClient(connection);
    const holder = await lost.acceptSession(sessionQueue, 's');
    await take(holder);
    const waiting = acceptNext();
    lost._connectionContext.connection._connection.socket.destroy();
    const from = await waiting;
    const [message] = await take(from);
    say({ session: from.sessionId, deliveries: message.deliveryCount });
    process.exit(0);
  },

  async sessionDelete() {
    await client.createSender(sessionQueue).sendMessages([1, 2].map((i) => ({ body: i, sessionId: 's' })));
    const from = await client.acceptSession(sessionQueue, 's', { receiveMode: 'receiveAndDelete' });
    say({ bodies: (await take(from, 2)).map((message) => message.body), empty: await none(from) });
  },

  async sessionRefusals() {
    const sender = client.createSender(sessionQueue);
    const described = (promise) => promise.then(() => 'ok', (error) => `${error.name} ${error.message}`);
    say({
      message: await described(sender.sendMessages({ body: 'b' })),
      scheduled: await described(sender.scheduleMessages({ body: 'b' }, new Date(2050, 1, 1))),
      receiver: await described(client.createReceiver(sessionQueue).receiveMessages(1, { maxWaitTimeInMs: 500 })),
      session: await described(client.acceptSession(queue, 's')),
    });
  },

  // Many clients at once work off many sessions; in each the order must hold.
  async sessionCrowd() {
    const sender = client.createSender(sessionQueue);
    for (let i = 0; i < 20; i++) {
      await sender.sendMessages(Array.from({ length: 10 }, (_, s) => ({ body: i, messageId: `${s}-${i}`, sessionId: `s${s}` })));
    }
    const seen = {};
    let left = 200;
    const clients = Array.from({ length: 4 }, () => new ServiceBusClient(connection, { retryOptions: { maxRetries: 0, timeoutInMs: 1000 } }));
    await Promise.all(clients.map(async (each) => {
      while (left > 0) {
        const from = await each.acceptNextSession(sessionQueue).catch(() => undefined);
        if (!from) continue;
        // Not all at once: the next holder goes on where this one stopped.
        for (const message of await from.receiveMessages(7, { maxWaitTimeInMs: 300 })) {
          (seen[from.sessionId] ??= []).push(message.body);
          await from.completeMessage(message);
          left--;
        }
        await from.close();
      }
    }));
    const inOrder = Object.values(seen).every((bodies) => bodies.length === 20 && bodies.every((body, i) => body === i));
    say({ sessions: Object.keys(seen).length, inOrder });
    await Promise.all(clients.map((each) => each.close()));
  },

  async refusals() {
    say({
      queue: await code(client.createSender('no-such-queue').sendMessages({ body: 'b' })),
      size: await code(client.createSender(queue).sendMessages({ body: 'x'.repeat(300000) })),
      session: await code(client.acceptSession(queue, 's')),
    });
  },

  async send() {
    say({ sent: await code(client.createSender(queue).sendMessages({ body: 'b', messageId: 'm' })) });
  },
};

scenarios[name]().then(() => client.close()).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
process.stdin.on('end', () => process.exit(2));
