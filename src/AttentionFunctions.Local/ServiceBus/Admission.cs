using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amqp;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Which connections may open links to which queues. Without a key all may.</summary>
internal sealed class Admission(IReadOnlyList<string> queues, string? key, TimeProvider time)
{
    private readonly ConditionalWeakTable<Connection, ConcurrentDictionary<string, bool>> admitted = [];

    public bool IsAdmitted(Connection connection, string queue) =>
        key is null || (admitted.TryGetValue(connection, out ConcurrentDictionary<string, bool>? to) && to.ContainsKey(queue));

    /// <summary>Answers <c>put-token</c> at <c>$cbs</c>.</summary>
    public Answer Answer(Message request, Connection connection)
    {
        if (request.ApplicationProperties?["operation"] as string is not "put-token" and var operation) return ServiceBus.Answer.Unsupported(operation);
        if (key is not null && !Admit(request.Body as string, key, connection))
            return new Answer(401, "The token is not signed with this endpoint's key, is for another queue, or has expired.", "amqp:unauthorized-access");
        return new Answer(202, "Accepted");
    }

    private bool Admit(string? token, string key, Connection connection)
    {
        List<string> opened = [.. queues.Where(queue => SharedAccessSignature.Opens(token, key, queue, time.GetUtcNow()))];
        foreach (string queue in opened) admitted.GetValue(connection, _ => new(StringComparer.OrdinalIgnoreCase))[queue] = true;
        return opened.Count > 0;
    }
}
