using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;
using AttentionFunctions.Client;
using Xunit;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>What no well-behaved client sends: it is refused, and nobody else notices.</summary>
public sealed class BadInputTests : IDisposable
{
    private const uint BatchFormat = 0x80013700;
    private const string Queue = "behaviour-events";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly byte[] SaslHeader = [.. "AMQP"u8, 3, 1, 0, 0];
    private static readonly byte[] SaslInit = [0, 0, 0, 25, 2, 1, 0, 0, 0, 0x53, 0x41, 0xc0, 12, 1, 0xa3, 9, .. "ANONYMOUS"u8];
    private static readonly byte[] AmqpHeader = [.. "AMQP"u8, 0, 1, 0, 0];
    private static readonly byte[] Open = [0, 0, 0, 17, 2, 0, 0, 0, 0, 0x53, 0x10, 0xc0, 4, 1, 0xa1, 1, (byte)'c'];

    private readonly EndpointFixture fixture = new(time: TimeProvider.System);

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_batch_larger_than_the_limit_is_refused_whole()
    {
        await using Peer peer = await Peer.ConnectAsync(fixture.Endpoint);
        SenderLink sender = new(peer.Session, "s", Queue);
        AmqpException refused = await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(Batch([.. Enumerable.Repeat(new byte[30_000], 10)]), Patience));
        Assert.Equal("amqp:link:message-size-exceeded", refused.Error.Condition);
        await AssertStillTakesAsync(sender);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("005375a0ff")]
    [InlineData("41414141")]
    [InlineData("0053739f")]
    public async Task A_batch_of_what_are_no_messages_is_refused_whole(string hex)
    {
        await using Peer peer = await Peer.ConnectAsync(fixture.Endpoint);
        SenderLink sender = new(peer.Session, "s", Queue);
        AmqpException refused = await Assert.ThrowsAsync<AmqpException>(
            () => sender.SendAsync(Batch(Encoded("fine"), Convert.FromHexString(hex)), Patience));
        Assert.Equal("amqp:decode-error", refused.Error.Condition);
        await AssertStillTakesAsync(sender);
    }

    [Fact]
    public async Task An_id_longer_than_the_service_takes_is_refused()
    {
        await using Peer peer = await Peer.ConnectAsync(fixture.Endpoint);
        SenderLink sender = new(peer.Session, "s", Queue);
        Message message = new("b") { Properties = new Properties { MessageId = new string('m', 129) } };
        Assert.Equal("amqp:not-allowed", (await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(message, Patience))).Error.Condition);
        await AssertStillTakesAsync(sender);
    }

    [Fact]
    public async Task A_request_that_makes_no_sense_is_answered_with_what_is_wrong()
    {
        await using Peer peer = await Peer.ConnectAsync(fixture.Endpoint);
        Assert.Equal(501, await peer.AskAsync("com.microsoft:add-rule", new Map()));
        Assert.Equal(501, await peer.AskAsync("com.microsoft:update-disposition", new Map { ["disposition-status"] = "burned" }));
        Assert.Equal(400, await peer.AskAsync("com.microsoft:peek-message", new Map { ["message-count"] = "many" }));
        Assert.Equal(400, await peer.AskAsync("com.microsoft:renew-lock", new Map { ["lock-tokens"] = 7 }));
        Assert.Equal(400, await peer.AskAsync("com.microsoft:schedule-message", new Map { ["messages"] = new[] { new Map { ["message"] = new byte[] { 1 } } } }));
        Assert.Equal(400, await peer.AskAsync("com.microsoft:receive-by-sequence-number", new Map { ["sequence-numbers"] = new[] { "x" } }));
        Assert.Equal(410, await peer.AskAsync("com.microsoft:renew-session-lock", new Map { ["session-id"] = "nobody's" }));
        Assert.Equal(400, await peer.AskAsync("com.microsoft:peek-message", "no map"));
    }

    [Theory]
    [InlineData("a day ago", "amqp:unauthorized-access")]
    [InlineData("for another queue", "amqp:unauthorized-access")]
    [InlineData("not at all", "amqp:unauthorized-access")]
    [InlineData("right", null)]
    public async Task A_link_opens_only_after_a_token_that_is_good(string how, string? condition)
    {
        using EndpointFixture keyed = new("key", TimeProvider.System);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string? token = how switch
        {
            "a day ago" => ServiceBusSas.Create(new Uri($"sb://x/{Queue}"), "n", "key", now.AddDays(-1)),
            "for another queue" => ServiceBusSas.Create(new Uri($"sb://x/{EndpointFixture.SessionQueueName}"), "n", "key", now.AddHours(1)),
            "right" => ServiceBusSas.Create(new Uri($"sb://x/{Queue}"), "n", "key", now.AddHours(1)),
            _ => null,
        };
        await using Peer peer = await Peer.ConnectAsync(keyed.Endpoint);
        if (token is not null) await peer.AskAsync("put-token", token, "$cbs");
        SenderLink sender = new(peer.Session, "s", Queue);
        if (condition is null) await sender.SendAsync(new Message("b"), Patience);
        else Assert.Equal(condition, (await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(new Message("b"), Patience))).Error.Condition);
    }

    /// <summary>A frame that claims more than is allowed must not be waited for, nor kept memory for.</summary>
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(1024 * 1024)]
    [InlineData(0)]
    public async Task A_frame_of_an_impossible_size_ends_its_connection_at_once(int size)
    {
        await AssertHangsUpAsync([.. SaslHeader, .. SaslInit, .. AmqpHeader, .. Open, .. Frame(size)], isAll: false);
    }

    [Fact]
    public async Task Frames_that_are_none_harm_no_other_connection()
    {
        await using Peer peer = await Peer.ConnectAsync(fixture.Endpoint);
        SenderLink sender = new(peer.Session, "s", Queue);
        await AssertStillTakesAsync(sender);
        Random random = new(1);
        byte[][] frames =
        [
            Frame(7, 2, 0, 0), Frame(12, 2, 0, 0, 0, 1, 2, 3, 4), Frame(12, 1, 0, 0, 0, 1, 2, 3, 4),
            // A disposition and an attach whose lists end before their counts, and one that is as long as its frame can be.
            Frame(17, 2, 0, 0, 0, 0, 0x53, 0x15, 0xc0, 0xff, 5, 0x41, 0x43, 0x43), Frame(15, 2, 0, 0, 0, 0, 0x53, 0x12, 0xc0, 2, 9, 0xa1),
            Frame(20, 2, 0, 0, 0, 0, 0x53, 0x15, 0xd0, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff),
            .. Enumerable.Range(0, 20).Select(_ => RandomFrame(random)),
        ];
        await AssertHangsUpAsync([.. SaslHeader, .. frames[0]], isAll: true);
        foreach (byte[] frame in frames)
            await AssertHangsUpAsync([.. SaslHeader, .. SaslInit, .. AmqpHeader, .. Open, .. frame], isAll: true);
        await AssertStillTakesAsync(sender);
    }

    private static byte[] RandomFrame(Random random)
    {
        byte[] rest = new byte[random.Next(5, 60)];
        random.NextBytes(rest);
        (rest[0], rest[1]) = (2, 0); // Else the very first bytes already end it.
        return Frame(4 + rest.Length, rest);
    }

    /// <param name="isAll">The client says that no more comes, as one does that died.</param>
    private async Task AssertHangsUpAsync(byte[] sent, bool isAll)
    {
        using TcpClient client = new();
        await client.ConnectAsync(fixture.Endpoint, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(sent, TestContext.Current.CancellationToken);
        if (isAll) client.Client.Shutdown(SocketShutdown.Send);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            byte[] answer = new byte[4096];
            while (await stream.ReadAsync(answer, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Hung up on with something unread.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The endpoint still listens after {Convert.ToHexString(sent)}.");
        }
    }

    private async Task AssertStillTakesAsync(SenderLink sender)
    {
        long before = fixture.Queue.Count().Active;
        await sender.SendAsync(new Message("b"), Patience);
        Assert.Equal(before + 1, fixture.Queue.Count().Active);
    }

    private static byte[] Frame(int size, params byte[] rest)
    {
        byte[] frame = new byte[4 + rest.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, size);
        rest.CopyTo(frame, 4);
        return frame;
    }

    private static Message Batch(params byte[][] sections)
    {
        DataList list = new();
        foreach (byte[] section in sections) list.Add(new Data { Binary = section });
        return new Message { BodySection = list, Format = BatchFormat };
    }

    private static byte[] Encoded(string body)
    {
        ByteBuffer encoded = new Message { BodySection = new Data { Binary = Encoding.UTF8.GetBytes(body) } }.Encode();
        return encoded.Buffer.AsSpan(encoded.Offset, encoded.Length).ToArray();
    }

    /// <summary>A client that sends what it is told.</summary>
    private sealed class Peer(Connection connection) : IAsyncDisposable
    {
        public Session Session { get; } = new(connection);

        public static async Task<Peer> ConnectAsync(IPEndPoint endpoint)
        {
            ConnectionFactory factory = new();
            factory.SASL.Profile = SaslProfile.Anonymous;
            return new Peer(await factory.CreateAsync(new Address($"amqp://{endpoint}")));
        }

        /// <returns>The status of the answer.</returns>
        public async Task<int> AskAsync(string operation, object body, string node = Queue + "/$management")
        {
            string reply = Guid.NewGuid().ToString("N");
            ReceiverLink answers = new(Session, $"answers-{reply}", new Attach { Source = new Source { Address = node }, Target = new Target { Address = reply } }, null);
            answers.SetCredit(1, autoRestore: false); // Before the request: answers do not wait for it.
            SenderLink requests = new(Session, $"requests-{reply}", node);
            await requests.SendAsync(new Message(body)
            {
                Properties = new Properties { MessageId = reply, ReplyTo = reply },
                ApplicationProperties = new ApplicationProperties { ["operation"] = operation },
            }, Patience);
            Message answer = await answers.ReceiveAsync(Patience);
            answers.Accept(answer);
            return (int)answer.ApplicationProperties["statusCode"];
        }

        public async ValueTask DisposeAsync() => await connection.CloseAsync();
    }
}
