using CsCheck;
using Xunit;

namespace AttentionFunctions.Local.Queue;

/// <summary>Any sequence of operations has the outcome that a list in memory with the documented rules has.</summary>
public sealed class QueueModelTests
{
    private const int MaxDeliveries = 3;

    private enum Act { Send, Receive, Complete, Abandon, DeadLetter, Renew, Advance, Resubmit, Reopen }

    private static readonly Gen<(Act Act, int Amount)[]> Histories =
        Gen.Select(Gen.Enum<Act>(), Gen.Int[1, 5]).Array[1, 40];

    [Fact]
    public void Behaves_like_a_list_in_memory() => Histories.Sample(Play, iter: 150, threads: 1);

    private static void Play((Act Act, int Amount)[] history)
    {
        using QueueFixture fixture = new(MaxDeliveries);
        QueueModel model = new(fixture.Options, fixture.Time);
        List<LockedMessage> inHand = [];
        int sent = 0;
        foreach ((Act act, int amount) in history)
        {
            List<LockedMessage> some = [.. inHand.Take(amount)];
            switch (act)
            {
                case Act.Send:
                    string[] ids = [.. Enumerable.Range(sent, amount).Select(i => $"m{i}")];
                    sent += amount;
                    fixture.SendAsync(ids).GetAwaiter().GetResult();
                    model.Send(ids);
                    break;
                case Act.Receive:
                    IReadOnlyList<LockedMessage> received = fixture.Queue.Receive(amount);
                    Assert.Equal(model.Receive(amount, received.Count > 0 ? received[0].Lock : default),
                        received.Select(message => (message.Message.MessageId, message.DeliveryCount)));
                    inHand.AddRange(received);
                    break;
                case Act.Complete: Assert.Equal(model.Complete(some), fixture.Queue.Complete(some)); break;
                case Act.Abandon: Assert.Equal(model.Abandon(some, amount), fixture.Queue.Abandon(some, TimeSpan.FromSeconds(amount))); break;
                case Act.DeadLetter: Assert.Equal(model.DeadLetter(some), fixture.Queue.DeadLetter(some, "test")); break;
                case Act.Renew: Assert.Equal(model.Renew(some), fixture.Queue.Renew(some)); break;
                case Act.Advance: fixture.Time.Advance(fixture.Options.LockDuration * amount / 4); break;
                case Act.Resubmit: Assert.Equal(model.Resubmit(), fixture.Queue.Resubmit()); break;
                case Act.Reopen: fixture.Reopen(); break;
                default: throw new InvalidOperationException(act.ToString());
            }

            // Settled messages stay in hand now and then: settling twice must do nothing.
            if (amount > 2 && act is (Act.Complete or Act.Abandon or Act.DeadLetter)) inHand.RemoveRange(0, some.Count);
            Assert.Equal(model.Count(), fixture.Queue.Count());
        }
    }
}
