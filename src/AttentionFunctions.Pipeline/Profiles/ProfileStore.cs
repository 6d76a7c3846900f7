using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Profiles;

/// <summary>A profile and the ETag it was read under; a null ETag means that there is none stored yet.</summary>
public sealed record StoredProfile(Profile Profile, string? ETag);

/// <summary>One blob per user, changed by ETag-conditional read-modify-write: writers of the same user never lose each other's events.</summary>
public sealed class ProfileStore(IBlobStore store)
{
    /// <summary>Conflicts mean that another instance works on the same user; more than this many in a row mean that something is wrong.</summary>
    private const int MaxAttempts = 20;

    /// <summary>Remembered events and items of the profiles that a generation of <see cref="_written"/> holds; at about 100 bytes each, both take up to 50 MB.</summary>
    private const int GenerationSize = 250_000;

    /// <summary>What a profile of nothing weighs: the rhythm of the week, in units of <see cref="GenerationSize"/>.</summary>
    private const int EmptySize = 30;

    /// <summary>As this process last wrote them, each under its ETag, so that the next batch need not read them again.</summary>
    private readonly RecentProfiles<StoredProfile> _written = Recent();

    /// <summary>The profile as stored now.</summary>
    /// <param name="userKey">The pseudonym, see <see cref="Pseudonyms"/>.</param>
    /// <param name="cancel">Cancels the read.</param>
    public async Task<StoredProfile> ReadAsync(string userKey, CancellationToken cancel = default) =>
        await ReadBlobAsync(userKey, cancel) is { } blob
            ? new StoredProfile(ProfileFormat.Read(blob.Content, BlobLayout.Profile(userKey)), blob.ETag)
            : new StoredProfile(new Profile(), null);

    /// <summary>The same as it is stored; null when nothing is known of the user.</summary>
    internal Task<Blob?> ReadBlobAsync(string userKey, CancellationToken cancel) => store.ReadAsync(BlobLayout.Profile(userKey), cancel);

    /// <summary>
    /// For whoever is about to write: as this process last wrote it, else as stored now. It may be out of date where several instances
    /// work on one user; then the ETag does not fit any more and <see cref="ApplyAsync"/> starts from what is stored.
    /// </summary>
    public async ValueTask<StoredProfile> TakeAsync(string userKey, CancellationToken cancel = default) =>
        _written.Take(userKey) ?? await ReadAsync(userKey, cancel);

    /// <summary>Applies the events; those that are already in change nothing.</summary>
    /// <param name="userKey">The pseudonym.</param>
    /// <param name="read">The profile as the caller took it; consumed.</param>
    /// <param name="events">Events of this user, in any order.</param>
    /// <param name="cancel">Cancels between attempts.</param>
    /// <exception cref="IOException">Still in conflict after many attempts; trying later is safe.</exception>
    public async Task ApplyAsync(
        string userKey, StoredProfile read, IReadOnlyCollection<AttentionEvent> events, CancellationToken cancel = default)
    {
        string name = BlobLayout.Profile(userKey);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            bool changed = false;
            foreach (AttentionEvent @event in events) changed |= read.Profile.Apply(@event);
            if (!changed)
            {
                _written.Keep(userKey, read);
                return;
            }

            byte[] content = ProfileFormat.Write(read.Profile);
            string? written = read.ETag is { } etag
                ? await store.TryReplaceAsync(name, content, etag, cancel)
                : await store.TryCreateAsync(name, content, cancel);
            if (written is not null)
            {
                _written.Keep(userKey, read with { ETag = written });
                return;
            }

            read = await ReadAsync(userKey, cancel);
        }

        throw new IOException($"{name} was changed by others {MaxAttempts} times in a row.");
    }

    internal static RecentProfiles<StoredProfile> Recent() =>
        new(GenerationSize, stored => EmptySize + stored.Profile.Entries.Count + stored.Profile.Seen.Count);

    /// <summary>Puts the profile in place of what is stored, whatever that is; equal bytes are left alone.</summary>
    /// <returns>Whether anything had to be written.</returns>
    /// <exception cref="IOException">Still in conflict after many attempts; trying later is safe.</exception>
    internal async Task<bool> RestoreAsync(string userKey, Profile profile, CancellationToken cancel)
    {
        byte[] content = ProfileFormat.Write(profile);
        bool written = false;
        await store.UpdateAsync(
            BlobLayout.Profile(userKey),
            stored =>
            {
                written = stored is not { } bytes || !bytes.Span.SequenceEqual(content);
                return written ? content : null;
            },
            time: null, cancel);
        return written;
    }
}
