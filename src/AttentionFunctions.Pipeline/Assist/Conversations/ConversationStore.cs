using System.Globalization;
using AttentionFunctions.Store;

namespace AttentionFunctions.Assist;

/// <summary>Conversations, one blob each, under their person's pseudonym. They end a day after they began.</summary>
public sealed class ConversationStore(IBlobStore store, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The conversation of that id, or a new one when it is absent, over, erased, or another person's.</summary>
    /// <exception cref="InvalidDataException">It is damaged or of an unknown version.</exception>
    internal async Task<Conversation> OpenAsync(string userKey, string? id, CancellationToken cancel)
    {
        if (id is not null && !IsOver(id) && await store.ReadAsync(BlobLayout.Conversation(userKey, id), cancel) is { } blob)
            return StoredJson.Parse(BlobLayout.Conversation(userKey, id), blob.Content.Span, AssistJson.Default.Conversation, stored => stored.FormatVersion, Conversation.CurrentFormat);
        return Conversation.New(Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));
    }

    /// <summary>Adds a turn, also when another one of the same conversation was faster.</summary>
    internal Task<Conversation> AddTurnAsync(string userKey, Conversation conversation, string message, string answer, CancellationToken cancel) =>
        store.UpdateAsync(
            BlobLayout.Conversation(userKey, conversation.Id),
            stored => (conversation with { Turns = stored?.Turns ?? conversation.Turns }).With(message, answer),
            AssistJson.Default.Conversation, time, cancel);

    /// <summary>Deletes what the assistant remembers of a person: conversations and reminders. What they used of the day's budget stays until the day is over.</summary>
    /// <returns>Blobs deleted.</returns>
    public async Task<int> EraseAsync(string userKey, CancellationToken cancel = default)
    {
        int erased = 0;
        foreach (string prefix in new[] { BlobLayout.ConversationsOf(userKey), BlobLayout.Reminders(userKey) })
            await foreach (BlobEntry entry in store.ListAsync(prefix, cancel))
                if (await store.DeleteAsync(entry.Name, cancel: cancel)) erased++;
        return erased;
    }

    /// <summary>Deletes the conversations that are over, of everybody.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ForgetAsync(CancellationToken cancel = default)
    {
        int forgotten = 0;
        await foreach (BlobEntry entry in store.ListAsync(BlobLayout.ConversationsPrefix, cancel))
            if (IsOver(BlobLayout.ConversationId(entry.Name)) && await store.DeleteAsync(entry.Name, cancel: cancel)) forgotten++;
        return forgotten;
    }

    /// <summary>Whether it is the form of an id that this system gives.</summary>
    public static bool IsId(string id) => id.Length == 32 && Guid.TryParseExact(id, "N", out Guid guid) && guid.Version == 7
        && !id.Any(char.IsAsciiLetterUpper);

    private bool IsOver(string id)
    {
        // RFC 9562, section 5.7: the first 48 bits are the Unix time in milliseconds.
        var began = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(id.AsSpan(0, 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return time.GetUtcNow() - began > Lifetime;
    }
}
