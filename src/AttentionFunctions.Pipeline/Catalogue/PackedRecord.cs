using System.Buffers.Binary;
using System.Text;
using AttentionFunctions.Events;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// What a <see cref="StatePage"/> keeps of one state beside its id and its vector: flags in two bytes, then what is in an <see cref="ItemHead"/> and the
/// rest, as far as the flags say that it is there. Never stored, so it has no version.
/// </summary>
internal static class PackedRecord
{
    [Flags]
    private enum Has : ushort
    {
        Removed = 1,
        Hidden = 1 << 1,
        Title = 1 << 2,
        Text = 1 << 3,
        Creator = 1 << 4,
        Language = 1 << 5,
        Price = 1 << 6,
        PublishedAt = 1 << 7,
        ExpiresAt = 1 << 8,
        AttentionSeconds = 1 << 9,
        Paraphrases = 1 << 10,
    }

    /// <param name="labels">Strings that many states share.</param>
    public static void Write(BinaryWriter to, CatalogueItem state, LabelTable labels)
    {
        ItemFields fields = state.Fields;
        to.Write((ushort)(
            (state.Removed ? Has.Removed : 0) | (fields.Hidden ? Has.Hidden : 0) | (fields.Title is null ? 0 : Has.Title) | (fields.Text is null ? 0 : Has.Text)
            | (fields.Creator is null ? 0 : Has.Creator) | (fields.Language is null ? 0 : Has.Language) | (fields.Price is null ? 0 : Has.Price)
            | (fields.PublishedAt is null ? 0 : Has.PublishedAt) | (fields.ExpiresAt is null ? 0 : Has.ExpiresAt)
            | (fields.AttentionSeconds is null ? 0 : Has.AttentionSeconds) | (state.Paraphrases is null ? 0 : Has.Paraphrases)));
        if (fields.Creator is { } creator) to.Write7BitEncodedInt(labels.IndexOf(creator));
        if (fields.Language is { } language) to.Write7BitEncodedInt(labels.IndexOf(language));
        if (fields.Price is { } price) to.Write(price);
        if (fields.PublishedAt is { } published) Write(to, published);
        if (fields.ExpiresAt is { } expires) Write(to, expires);
        if (fields.AttentionSeconds is { } seconds) to.Write(seconds);
        Write(to, fields.Categories, labels);
        Write(to, fields.Tags, labels);
        if (fields.Title is { } title) to.Write(title);
        Write(to, state.UpdatedAt);
        to.Write(state.EventId);
        to.Write7BitEncodedInt(labels.IndexOf(state.VectorSpace));
        if (fields.Text is { } text) to.Write(text);
        if (state.Paraphrases is not { } paraphrases) return;
        to.Write(paraphrases.Key);
        Write(to, paraphrases.At);
    }

    public static bool IsRemoved(ReadOnlySpan<byte> record) => ((Has)BinaryPrimitives.ReadUInt16LittleEndian(record) & Has.Removed) != 0;

    public static ItemHead ReadHead(ReadOnlySpan<byte> record, LabelTable labels)
    {
        var from = new Reader(record);
        return Head(ref from, labels, out _);
    }

    public static string[] ReadCategories(ReadOnlySpan<byte> record, LabelTable labels)
    {
        var from = new Reader(record);
        _ = Head(ref from, labels, out _);
        return from.Labels(labels);
    }

    public static string[] ReadTags(ReadOnlySpan<byte> record, LabelTable labels)
    {
        var from = new Reader(record);
        _ = Head(ref from, labels, out _);
        from.SkipLabels();
        return from.Labels(labels);
    }

    public static string? ReadTitle(ReadOnlySpan<byte> record, LabelTable labels)
    {
        var from = new Reader(record);
        _ = Head(ref from, labels, out Has has);
        from.SkipLabels();
        from.SkipLabels();
        return (has & Has.Title) != 0 ? from.Text() : null;
    }

    public static CatalogueItem Read(ReadOnlySpan<byte> record, string id, ItemVector vector, LabelTable labels)
    {
        var from = new Reader(record);
        ItemHead head = Head(ref from, labels, out Has has);
        string[] categories = from.Labels(labels), tags = from.Labels(labels);
        string? title = (has & Has.Title) != 0 ? from.Text() : null;
        DateTimeOffset updatedAt = from.Time();
        string eventId = from.Text(), space = labels[from.Int()];
        var fields = new ItemFields
        {
            Title = title,
            Text = (has & Has.Text) != 0 ? from.Text() : null,
            Categories = categories,
            Tags = tags,
            Creator = head.Creator,
            Language = head.Language,
            Price = head.Price,
            PublishedAt = head.PublishedAt,
            ExpiresAt = head.ExpiresAt,
            AttentionSeconds = head.AttentionSeconds,
            Hidden = head.Hidden,
        };
        return new CatalogueItem(id, fields, updatedAt, eventId, head.Removed, vector, space)
        {
            Paraphrases = (has & Has.Paraphrases) != 0 ? new ItemParaphrases(from.Text(), from.Time()) : null,
        };
    }

    private static ItemHead Head(ref Reader from, LabelTable labels, out Has has)
    {
        has = (Has)from.Short();
        return new ItemHead(
            Removed: (has & Has.Removed) != 0,
            Hidden: (has & Has.Hidden) != 0,
            Creator: (has & Has.Creator) != 0 ? labels[from.Int()] : null,
            Language: (has & Has.Language) != 0 ? labels[from.Int()] : null,
            Price: (has & Has.Price) != 0 ? from.Double() : null,
            PublishedAt: (has & Has.PublishedAt) != 0 ? from.Time() : null,
            ExpiresAt: (has & Has.ExpiresAt) != 0 ? from.Time() : null,
            AttentionSeconds: (has & Has.AttentionSeconds) != 0 ? from.Double() : null);
    }

    /// <summary>Ticks of the clock time and minutes from UTC: a time comes back as it was given.</summary>
    private static void Write(BinaryWriter to, DateTimeOffset time)
    {
        to.Write(time.Ticks);
        to.Write((short)time.TotalOffsetMinutes);
    }

    private static void Write(BinaryWriter to, IReadOnlyList<string> values, LabelTable labels)
    {
        to.Write7BitEncodedInt(values.Count);
        foreach (string value in values) to.Write7BitEncodedInt(labels.IndexOf(value));
    }

    /// <summary>What <see cref="BinaryWriter"/> wrote, from memory.</summary>
    private ref struct Reader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public ushort Short() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

        public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

        public DateTimeOffset Time() => new(
            BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))), TimeSpan.FromMinutes(BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)))));

        public string Text() => Encoding.UTF8.GetString(Take(Int()));

        public string[] Labels(LabelTable labels)
        {
            int count = Int();
            if (count == 0) return [];
            var values = new string[count];
            for (int i = 0; i < count; i++) values[i] = labels[Int()];
            return values;
        }

        public void SkipLabels()
        {
            for (int count = Int(); count > 0; count--) _ = Int();
        }

        public int Int()
        {
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte part = Take(1)[0];
                value |= (part & 0x7F) << shift;
                if (part < 0x80) return value;
            }
        }

        private ReadOnlySpan<byte> Take(int bytes)
        {
            ReadOnlySpan<byte> taken = _rest[..bytes];
            _rest = _rest[bytes..];
            return taken;
        }
    }
}
