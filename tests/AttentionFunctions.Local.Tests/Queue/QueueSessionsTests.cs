using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Local.Queue;

public sealed class QueueSessionsTests : IDisposable
{
    private const int MaxDeliveries = 3;
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private SqliteQueue queue;

    public QueueSessionsTests() => queue = Open("queue.db");

    private enum Act { Send, Accept, AcceptNext, Receive, Complete, Abandon, DeadLetter, Renew, Release, Advance, Reopen }

    public void Dispose()
    {
        queue.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_message_without_a_session_is_refused_with_all_that_came_with_it()
    {
        Assert.Throws<MessageRefusedException>(() => queue.Send([Message("a", "s"), Message("b", null)]));
        Assert.Throws<MessageRefusedException>(() => queue.Send([Message("a", new string('s', 129))]));
        Assert.True(queue.IsEmpty());
    }

    [Fact]
    public void A_session_and_its_state_outlive_the_process()
    {
        queue.Send([Message("a", "s")]);
        SessionLock held = queue.Sessions.Accept("s")!;
        Assert.True(queue.Sessions.WriteState(held, [1, 2]));
        queue.Dispose();
        queue = Open("queue.db");

        Assert.Null(queue.Sessions.Accept("s")); // As after a crash: the lock ends by itself.
        Assert.Single(queue.Sessions.Receive(held, 10));
        time.Advance(LockDuration);
        SessionLock next = queue.Sessions.Accept(null)!;
        Assert.True(queue.Sessions.TryReadState(next, out byte[]? state));
        Assert.Equal([1, 2], state!);
        Assert.False(queue.Sessions.TryReadState(held, out _));
        Assert.False(queue.Sessions.WriteState(held, null));
    }

    [Fact]
    public void Dead_letters_sent_again_are_in_their_session_again()
    {
        queue.Send([Message("a", "s")]);
        SessionLock held = queue.Sessions.Accept("s")!;
        Assert.True(queue.Sessions.DeadLetter(held, queue.Sessions.Receive(held, 1)[0].Locked, "no", null));
        Assert.Empty(queue.Sessions.Receive(held, 1));
        Assert.Equal(1, queue.Resubmit());
        Assert.Equal("a", Assert.Single(queue.Sessions.Receive(held, 1)).Locked.Message.MessageId);
    }

    [Fact]
    public void What_is_scheduled_makes_no_session_before_it_is_due()
    {
        queue.Send([Message("a", "s") with { Scheduled = time.GetUtcNow().AddMinutes(1) }]);
        Assert.Null(queue.Sessions.Accept(null));
        time.Advance(TimeSpan.FromMinutes(1));
        SessionLock held = queue.Sessions.Accept(null)!;
        Assert.Single(queue.Sessions.Receive(held, 1));
    }

    [Fact]
    public void Behaves_like_lists_in_memory() =>
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 2], Gen.Int[1, 4]).Array[1, 60].Sample(Play, iter: 150, threads: 1);

    /// <summary>Three sessions; the model knows of each its messages in order, who holds it until when, and which messages are in hand.</summary>
    private void Play((Act Act, int Session, int Amount)[] history)
    {
        string file = $"{Guid.NewGuid():N}.db";
        SqliteQueue played = Open(file);
        Dictionary<string, ModelSession> model = Enumerable.Range(0, 3).ToDictionary(i => $"s{i}", _ => new ModelSession());
        int sent = 0, dead = 0;
        foreach ((Act act, int number, int amount) in history)
        {
            string name = $"s{number}";
            ModelSession session = model[name];
            bool isHeld = session.Held is not null && session.Until > time.GetUtcNow();
            BrokeredDelivery[] inHand = [.. session.InHand.Take(amount)];
            switch (act)
            {
                case Act.Send:
                    played.Send([.. Enumerable.Range(sent, amount).Select(i => Message($"m{i}", name))]);
                    session.Messages.AddRange(Enumerable.Range(sent, amount).Select(i => new ModelMessage($"m{i}")));
                    sent += amount;
                    break;
                case Act.Accept:
                    SessionLock? accepted = played.Sessions.Accept(name);
                    Assert.Equal(!isHeld, accepted is not null);
                    if (accepted is not null) session.Accept(accepted);
                    break;
                case Act.AcceptNext:
                    // Messages have been sent in the order of their ids.
                    string? next = model.Where(pair => pair.Value.Until <= time.GetUtcNow() && pair.Value.Messages.Count > 0)
                        .OrderBy(pair => int.Parse(pair.Value.Messages[0].Id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture))
                        .Select(pair => pair.Key).FirstOrDefault();
                    SessionLock? any = played.Sessions.Accept(null);
                    Assert.Equal(next, any?.Session);
                    if (any is not null) model[any.Session].Accept(any);
                    break;
                case Act.Receive when session.Held is { } held:
                    IReadOnlyList<BrokeredDelivery> received = played.Sessions.Receive(held, amount);
                    ModelMessage[] expected = isHeld ? [.. session.Waiting.Take(amount)] : [];
                    dead += session.Messages.RemoveAll(message => expected.Contains(message) && message.Deliveries >= MaxDeliveries);
                    expected = [.. expected.Where(session.Messages.Contains)];
                    foreach (ModelMessage message in expected) message.Deliveries++;
                    Assert.Equal(expected.Select(message => (message.Id, message.Deliveries)),
                        received.Select(delivery => (delivery.Locked.Message.MessageId, delivery.Locked.DeliveryCount)));
                    session.InHand.AddRange(received);
                    break;
                case Act.Complete when session.Held is { } held:
                    foreach (BrokeredDelivery delivery in inHand) Assert.Equal(isHeld, played.Sessions.Complete(held, delivery.Locked));
                    if (isHeld) session.Settle(inHand, remove: true);
                    break;
                case Act.Abandon when session.Held is { } held:
                    foreach (BrokeredDelivery delivery in inHand)
                    {
                        Assert.Equal(isHeld, played.Sessions.Abandon(held, delivery.Locked));
                        if (!isHeld) continue;
                        bool isLast = delivery.Locked.DeliveryCount >= MaxDeliveries;
                        if (isLast) dead++;
                        session.Settle([delivery], isLast);
                    }

                    break;
                case Act.DeadLetter when session.Held is { } held:
                    foreach (BrokeredDelivery delivery in inHand) Assert.Equal(isHeld, played.Sessions.DeadLetter(held, delivery.Locked, "no", null));
                    if (isHeld) session.Settle(inHand, remove: true);
                    if (isHeld) dead += inHand.Length;
                    break;
                case Act.Renew when session.Held is { } held:
                    Assert.Equal(isHeld, played.Sessions.Renew(held) is not null);
                    if (isHeld) session.Until = time.GetUtcNow() + LockDuration;
                    break;
                case Act.Release when session.Held is { } held:
                    Assert.Equal(isHeld, played.Sessions.Release(held));
                    session.Until = isHeld ? time.GetUtcNow() : session.Until;
                    break;
                case Act.Advance: time.Advance(LockDuration * amount / 4); break;
                case Act.Reopen:
                    played.Dispose();
                    played = Open(file);
                    break;
                default: break; // Nobody holds the session.
            }

            Assert.Equal((model.Values.Sum(each => each.Messages.Count), dead), ((int)played.Count().Active, (int)played.Count().DeadLetters));
        }

        played.Dispose();
    }

    private SqliteQueue Open(string file) => new(
        folder.File(file), new SqliteQueueOptions { LockDuration = LockDuration, MaxDeliveryCount = MaxDeliveries, RequiresSessions = true }, time);

    private static BrokeredMessage Message(string id, string? session) => new(id, new byte[] { 42 }, Session: session);

    private sealed class ModelMessage(string id)
    {
        public string Id => id;

        public int Deliveries { get; set; }
    }

    private sealed class ModelSession
    {
        public List<ModelMessage> Messages { get; } = [];

        public List<BrokeredDelivery> InHand { get; } = [];

        public SessionLock? Held { get; private set; }

        public DateTimeOffset Until { get; set; } = DateTimeOffset.MinValue;

        public IEnumerable<ModelMessage> Waiting =>
            Messages.Where(message => !InHand.Exists(delivery => delivery.Locked.Message.MessageId == message.Id));

        public void Accept(SessionLock accepted)
        {
            (Held, Until) = (accepted, accepted.LockedUntil);
            InHand.Clear();
        }

        public void Settle(IReadOnlyList<BrokeredDelivery> settled, bool remove)
        {
            InHand.RemoveAll(settled.Contains);
            if (remove) Messages.RemoveAll(message => settled.Any(delivery => delivery.Locked.Message.MessageId == message.Id));
        }
    }
}
