using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace AttentionFunctions.Events;

/// <summary>
/// Cuts a payload into values and each value into an event or a rejection. As long as nothing is broken, values may span any
/// lines. From the first broken one on, a line that begins with a bracket begins a new value, so that one bad line costs no good one and
/// the work stays linear in the size.
/// </summary>
internal ref struct PayloadReader(ReadOnlyMemory<byte> payload, DateTimeOffset received)
{
    private readonly ReadOnlySpan<byte> bytes = payload.Span;
    private readonly bool isUtf8 = Utf8.IsValid(payload.Span);
    private readonly List<AttentionEvent> events = [];
    private readonly List<Rejection> rejections = [];
    private PayloadText text = new(payload.Span);
    private int index;
    private bool byLine;

    public EventBatch Read()
    {
        int start = text.SkipBlank(0);
        if (start == bytes.Length)
        {
            rejections.Add(new Rejection(0, ["the payload is empty"], payload));
        }

        while (start < bytes.Length)
        {
            int next = bytes[start] switch
            {
                (byte)'{' => ReadObject(start),
                (byte)'[' => ReadArray(start),
                _ => Reject(start, text.NextValueLine(text.LineEnd(start)), "an event must be a JSON object"),
            };
            start = text.SkipBlank(next);
        }

        return new EventBatch(events, rejections);
    }

    // ReadObject and ReadArray take the value at `start` and return where the next one may begin.
    private int ReadObject(int start)
    {
        int end = text.LineEnd(start);
        if ((byLine || end == bytes.Length || text.EndsWith(start, end, (byte)'}')) && TryObject(start, ref end, out _))
        {
            return end;
        }

        int whole = bytes.Length;
        if (!byLine && end < bytes.Length && TryObject(start, ref whole, out _))
        {
            return whole;
        }

        byLine = true;
        int next = text.NextValueLine(end);
        int limit = text.TrimEnd(start, next);
        return TryObject(start, ref limit, out string? reason) ? limit : Reject(start, limit, reason);
    }

    /// <summary>One object and nothing else up to the end of its line.</summary>
    /// <param name="end">How far it may reach; afterwards the end of its line.</param>
    private bool TryObject(int start, ref int end, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            var fields = new FieldReader(bytes[start..end]);
            fields.Read();
            EventDraft draft = EventParser.Parse(ref fields);
            int objectEnd = start + fields.Consumed;
            int lineEnd = text.LineEnd(objectEnd);
            if (!text.IsBlank(objectEnd, lineEnd))
            {
                reason = $"there is more text after the event at {text.Position(objectEnd)}; every event needs a line of its own";
                return false;
            }

            end = lineEnd;
            Add(draft, start, objectEnd);
            reason = null;
            return true;
        }
        catch (JsonException broken)
        {
            reason = text.Broken(start, broken);
            return false;
        }
    }

    private int ReadArray(int start)
    {
        int limit = byLine ? text.LineEnd(start) : bytes.Length;
        int element = start + 1;
        try
        {
            var fields = new FieldReader(bytes[start..limit]);
            fields.Read();
            while (true)
            {
                fields.Read();
                element = start + fields.TokenStart;
                if (fields.TokenType == JsonTokenType.EndArray)
                {
                    break;
                }

                ReadElement(ref fields, start);
                element = start + fields.Consumed;
            }

            int end = start + fields.Consumed;
            int lineEnd = text.LineEnd(end);
            return text.IsBlank(end, lineEnd)
                ? lineEnd
                : Reject(text.SkipBlank(end), lineEnd, "there is more text after the array; it needs a line of its own");
        }
        catch (JsonException broken)
        {
            string reason = text.Broken(start, broken) + "; what follows in the array was not read";
            int resume = byLine ? limit : text.NextWholeLine(text.SkipBlank(element)); // Searched once only: it may be far.
            byLine = true;
            return text.IsBlank(element, resume)
                ? Math.Max(resume, Reject(start, start + 1, reason)) // Nothing is left over but the bracket that is never closed.
                : Reject(text.SkipBlank(element), resume, reason);
        }
    }

    private void ReadElement(ref FieldReader fields, int origin)
    {
        int start = origin + fields.TokenStart;
        if (fields.TokenType == JsonTokenType.StartObject)
        {
            EventDraft draft = EventParser.Parse(ref fields);
            Add(draft, start, origin + fields.Consumed);
            return;
        }

        fields.Begin(new Reasons());
        fields.Skip();
        Reject(start, origin + fields.Consumed, "an event must be a JSON object");
    }

    private void Add(EventDraft draft, int start, int end)
    {
        ReadOnlySpan<byte> json = bytes[start..end];
        if (!isUtf8 && !Utf8.IsValid(json))
        {
            Reject(start, end, "the text must be UTF-8");
            return;
        }

        draft = draft.IsEnvelope ? CloudEventEnvelope.Parse(json) : draft;
        EventType? type = EventRules.Check(draft, received, json);
        IReadOnlyList<string> reasons = draft.Reasons.For(type);
        if (reasons.Count == 0 && type is { } known)
        {
            events.Add(EventBuilder.Build(draft, known, received));
            index++;
        }
        else
        {
            Reject(start, end, reasons);
        }
    }

    private int Reject(int start, int end, params IReadOnlyList<string> reasons)
    {
        rejections.Add(new Rejection(index++, reasons, payload[start..text.TrimEnd(start, end)]));
        return end;
    }
}
