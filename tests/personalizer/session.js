// What an application does with the official client: rank, reward, rank again, until the better action is known; then the edges of the contract.
//   node session.js ENDPOINT KEY ROUNDS      prints one JSON object
const { PersonalizerClient } = require("@azure/cognitiveservices-personalizer");
const { ApiKeyCredentials } = require("@azure/ms-rest-js");

const [endpoint, key, rounds] = process.argv.slice(2);
const header = "Ocp-Apim-Subscription-Key";
const clientWith = (value) => new PersonalizerClient(new ApiKeyCredentials({ inHeader: { [header]: value } }), endpoint, { noRetryPolicy: true });
const client = clientWith(key);
const best = { morning: "coffee", evening: "tea" };
const request = (time, more) => ({
  contextFeatures: [{ user: { time } }, { device: { mobile: true, width: 0.4 } }],
  actions: [
    { id: "coffee", features: [{ drink: { hot: true, caffeine: 1 } }] },
    { id: "tea", features: [{ drink: { hot: true, caffeine: 0.3 } }] },
    { id: "juice", features: [{ drink: { hot: false } }] },
  ],
  ...more,
});

const failure = async (call) => {
  try {
    await call();
    return null;
  } catch (e) {
    return { status: e.statusCode, code: e.body?.error?.code, message: e.body?.error?.message };
  }
};

(async () => {
  const result = { right: [] };
  for (let i = 0; i < Number(rounds); i++) {
    const time = i % 2 === 0 ? "morning" : "evening";
    const answer = await client.rank(request(time, { eventId: `event-${i}` }));
    result.right.push(answer.rewardActionId === best[time]);
    await client.events.reward(answer.eventId, { value: answer.rewardActionId === best[time] ? 1 : 0 });
    result.last = answer;
  }

  result.generated = (await client.rank(request("morning"))).eventId;
  result.excluded = await client.rank(request("evening", { excludedActions: ["tea"] }));
  const deferred = await client.rank(request("evening", { deferActivation: true, eventId: "deferred" }));
  result.activated = (await client.events.activate(deferred.eventId))._response.status;
  result.rewarded = (await client.events.reward(deferred.eventId, { value: 1 }))._response.status;
  result.noActions = await failure(() => client.rank({ contextFeatures: [], actions: [] }));
  result.allExcluded = await failure(() => client.rank(request("morning", { excludedActions: ["coffee", "tea", "juice"] })));
  result.badReward = await failure(() => client.events.reward("event-0", { value: 1e9 }));
  result.wrongKey = await failure(() => clientWith("wrong").rank(request("morning")));
  console.log(JSON.stringify(result));
})();
