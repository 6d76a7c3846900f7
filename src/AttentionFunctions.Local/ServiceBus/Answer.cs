using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>What comes back for a request.</summary>
/// <param name="Status">As in HTTP.</param>
/// <param name="Error">The condition by which clients tell failures apart.</param>
internal sealed record Answer(int Status, string Description, string? Error = null, Map? Body = null)
{
    public static Answer Ok(Map? body = null) => new(200, "OK", Body: body);

    public static Answer LockLost(IMessageSource source) => new(410, "The lock supplied is invalid.", source.Lost);

    public static Answer Unsupported(string? operation) =>
        new(501, $"The local queue has no operation '{operation}'.", "amqp:not-implemented");

    public static Answer Malformed(string what) => new(400, what, "com.microsoft:argument-error");

    public Message ToMessage(Message request)
    {
        Message message = new()
        {
            Properties = new Properties(),
            ApplicationProperties = new ApplicationProperties
            {
                // $cbs and $management spell them differently, and clients ask for either.
                ["status-code"] = Status,
                ["statusCode"] = Status,
                ["status-description"] = Description,
                ["statusDescription"] = Description,
            },
            BodySection = new AmqpValue { Value = Body ?? [] },
        };
        if (Error is not null) message.ApplicationProperties["errorCondition"] = new Symbol(Error);
        if (request.Properties?.GetMessageId() is { } id) message.Properties.SetCorrelationId(id);
        return message;
    }
}
