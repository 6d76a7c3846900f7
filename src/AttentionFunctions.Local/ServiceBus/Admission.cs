using System.Runtime.CompilerServices;
using Amqp;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Which connections may open links. Without a key all may.</summary>
internal sealed class Admission(EndpointOptions options, TimeProvider time)
{
    private readonly ConditionalWeakTable<Connection, object> admitted = [];

    public bool IsAdmitted(Connection connection) => options.Key is null || admitted.TryGetValue(connection, out _);

    /// <summary>Answers <c>put-token</c> at <c>$cbs</c>.</summary>
    public Answer Answer(Message request, Connection connection)
    {
        if (request.ApplicationProperties?["operation"] as string is not "put-token" and var operation) return ServiceBus.Answer.Unsupported(operation);
        if (options.Key is { } key && !SharedAccessSignature.Opens(request.Body as string, key, options.Queue, time.GetUtcNow()))
            return new Answer(401, "The token is not signed with this endpoint's key, is for another queue, or has expired.", "amqp:unauthorized-access");
        admitted.AddOrUpdate(connection, this);
        return new Answer(202, "Accepted");
    }
}
