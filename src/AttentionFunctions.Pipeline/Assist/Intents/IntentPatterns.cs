using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

internal enum AskedKind
{
    Nothing,
    Help,
    Recommend,
    Search,
    Why,
    Attention,
    Plan,
    Like,
    Dislike,
    Less,
    Remind,
    Reminders,
}

/// <param name="Rest">What stands around the words that were recognised.</param>
internal sealed record Asked(AskedKind Kind, string Rest);

/// <summary>Forms of words, English and Chinese. The first that fits decides; those that change something stand at the start of a message.</summary>
internal static partial class IntentPatterns
{
    private static readonly (AskedKind Kind, Regex Pattern)[] Ordered =
    [
        (AskedKind.Help, Help()),
        (AskedKind.Why, Why()),
        (AskedKind.Reminders, Reminders()),
        (AskedKind.Remind, Remind()),
        (AskedKind.Dislike, Dislike()),
        (AskedKind.Less, Less()),
        (AskedKind.Like, Like()),
        (AskedKind.Search, Search()),
        (AskedKind.Plan, Plan()),
        (AskedKind.Attention, Attention()),
        (AskedKind.Recommend, Recommend()),
    ];

    public static Asked Match(string message)
    {
        message = Polite().Replace(message.Trim(), "");
        foreach ((AskedKind kind, Regex pattern) in Ordered)
        {
            Match match = pattern.Match(message);
            if (match.Success) return new Asked(kind, string.Join(' ', match.Groups["rest"].Captures.Select(rest => rest.Value.Trim())).Trim());
        }

        return new Asked(AskedKind.Nothing, message);
    }

    public static string? TopicIn(string message) =>
        Topic().Match(message) is { Success: true } match && match.Groups["topic"].Value.Trim() is { Length: > 1 } topic ? topic : null;

    public static int? CountIn(string text) => Count().Match(text) is { Success: true } match ? SpokenNumbers.Parse(match.Groups["number"].Value) : null;

    public static bool AsksAgain(string message) => Again().IsMatch(message);

    /// <summary>The item's name out of <c>was X recommended to me</c>.</summary>
    public static string WithoutWhy(string rest) => WhyFrame().Replace(rest.Trim(' ', '?', '。', '.'), "").Trim();

    /// <summary>Without the words that tie a time or a length to the rest.</summary>
    public static string WithoutLinks(string text)
    {
        string trimmed = text.Trim(' ', ',', '.', '。', '!', '?', ':', '-', '(', ')');
        while (Links().Match(trimmed) is { Success: true, Length: > 0 } match) trimmed = trimmed.Remove(match.Index, match.Length).Trim(' ', ',', '-');
        return trimmed;
    }

    [GeneratedRegex(
        @"^(?:(?:hi|hello|hey|ok|okay|now|then|and|so|please|well|thanks|thank you)\b[,! ]*|(?:can|could|would|" +
        @"will) you (?:please )?|(?:你好|您好|请|麻烦|帮我|帮忙|可以|能不能|能否|那|好的?|嗯)[,! ]*)+(?=\S)", RegexOptions.IgnoreCase)]
    private static partial Regex Polite();

    [GeneratedRegex(
        @"^(?:help|hi|hello|hey|hi there|what can you do|what do you do|who are you|how do you work|" +
        @"how can you help|你好|您好|帮助|你会什么|你能做什么|你能做些什么|你可以做什么|你是谁|怎么用)(?: me)?[\s.!?。吗呢]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Help();

    [GeneratedRegex(
        @"^(?:why|how come|what made you|explain|what is the reason|reasons? (?:for|why))\b(?<rest>.*)|" +
        @"^(?<rest>.*?)(?:为什么|为何|怎么会(?:推荐)?|凭什么)(?<rest>.*)|^(?:解释(?:一下)?|说说理由)(?<rest>.*)", RegexOptions.IgnoreCase)]
    private static partial Regex Why();

    [GeneratedRegex(
        @"^(?:what|which|list|show|see|do i have|are there)\b.*\breminders\b|^my reminders|^reminders\W*$|" +
        @"^(?:我)?(?:有哪些|有什么|列出|查看|看看|显示|我的).*提醒|^提醒(?:列表|事项)", RegexOptions.IgnoreCase)]
    private static partial Regex Reminders();

    [GeneratedRegex(
        @"^(?:remind me\b|set (?:up )?a reminder\b|(?:don't|do not) let me forget\b|reminder:)(?<rest>.*)|" +
        @"^(?<rest>.{0,20}?)(?:记得)?(?:提醒我|提醒一下我|别让我忘了|设(?:置|定)?(?:一)?个?提醒)[:,]?(?<rest>.*)", RegexOptions.IgnoreCase)]
    private static partial Regex Remind();

    [GeneratedRegex(
        @"^(?:i (?:really |just )?(?:don't|do not|didn't|did not) (?:really )?(?:like|enjoy|love)|" +
        @"i (?:really )?(?:dislike|hate)d?|dislike|thumbs down(?: (?:for|to|on))?)\b(?<rest>.*)|" +
        @"^我?(?:真的|一点也|一点都)?(?:不太?喜欢|讨厌|踩)(?<rest>.*)", RegexOptions.IgnoreCase)]
    private static partial Regex Dislike();

    [GeneratedRegex(
        @"^(?:less(?: (?:of|like|about))?|fewer(?: of)?|hide|dismiss|(?:i'm |i am )?not interested(?: in)?|" +
        @"no more(?: of)?|(?:don't|do not) (?:show|recommend|suggest)(?: me| to me)?(?: any more| more)?(?: of)?|" +
        @"stop (?:showing|recommending|suggesting)(?: me)?)\b(?<rest>.*)|" +
        "^我?(?:对)?(?<rest>.{0,40}?)(?:不感兴趣|没兴趣|没有兴趣)|^(?:少(?:推荐?|来|看|给我)(?:一?点|一?些)?|别再?(?:推荐|推|给我(?:看|推))|不要再?(?:推荐|推|给我(?:看|推))|不想再?看(?:到)?|隐藏|减少)(?<rest>.*)", RegexOptions.IgnoreCase)]
    private static partial Regex Less();

    [GeneratedRegex(
        @"^(?:i (?:really |just |quite )?(?:like|love|enjoy)(?:ed|d)?|like|thumbs up(?: (?:for|to|on))?)\b(?! to\b)(?<rest>.*)|" +
        @"^我?(?:真的|很|非常|特别|挺|超|还)?(?:喜欢|点赞)(?:了)?(?<rest>.*)", RegexOptions.IgnoreCase)]
    private static partial Regex Like();

    [GeneratedRegex(
        @"^(?:search(?: for)?|find(?: me)?|look(?:ing)?(?: up| for)|is there (?:anything|something)(?: on| about)?|" +
        @"do you have (?:anything|something)(?: on| about)?|more like|similar to)\b(?<rest>.*)|" +
        @"^(?:搜索|搜一下|搜搜|搜|查找|查一下|查查|找一?下|找找|找)(?:一?些|关于|有关)?(?<rest>.+?)(?:的(?:内容|文章|东西)?)?$|" +
        @"^有没有(?:关于|有关)?(?<rest>.+?)(?:的(?:内容|文章|东西)?)?[?吗]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Search();

    [GeneratedRegex(
        @"^(?:re-?plan|plan|schedule|organi[sz]e|arrange)\b(?<rest>.*)|" +
        @"^(?:i want to |i need to |let's |help me )?(?:re-?plan|plan|schedule|organi[sz]e)\b.*?\b(?:day|today|" +
        @"tomorrow|morning|afternoon)\b(?<rest>.*)|" +
        @"^(?:重新|再)?(?:规划|计划|安排)(?:一下)?(?<rest>.*)|^(?:今天|明天|我的)?(?:日程|计划)(?<rest>.*)", RegexOptions.IgnoreCase)]
    private static partial Regex Plan();

    [GeneratedRegex(
        @"\bmy (?:attention|focus|concentration|habits|rhythm)\b|" +
        @"\bwhen (?:do|am|can|should) i\b.*\b(?:focus|concentrate|work|productive|attentive)|" +
        @"\bwhere (?:does|did) my (?:time|attention)\b|\bhow (?:well |long )?(?:do|can) i (?:focus|concentrate)\b|" +
        @"\bwhat distracts me\b|\battention report\b|注意力|我的专注|专注(?:力|时间|时段)|什么时候.*(?:专注|效率)|时间都?花在|容易分心|精力", RegexOptions.IgnoreCase)]
    private static partial Regex Attention();

    [GeneratedRegex(
        @"\b(?:recommend|suggest)|\bwhat (?:should|can|could|shall) i (?:read|watch|listen|see|try|do|look)\b|" +
        @"\bsomething (?:to|for|new|else|good|about|on)\b|\banything (?:good|new|interesting|about|on)\b|" +
        @"\bwhat'?s (?:next|new|good)\b|^(?:show|give) me\b|\bsurprise me\b|\bi have (?:only )?" + SpokenNumbers.English +
        @" ?(?:minutes|min|hours?)\b|\bgot " + SpokenNumbers.English + @" minutes\b|推荐|有什么(?:好|值得|新|可以)|看点(?:什么|儿)|来(?:点|几|一|" +
        SpokenNumbers.Chinese + @")|给我(?:看|找|来|几|推)|随便看看|我有(?:半|" + SpokenNumbers.Chinese + ")", RegexOptions.IgnoreCase)]
    private static partial Regex Recommend();

    [GeneratedRegex(
        @"\b(?:about|on the topic of|related to)\s+(?<topic>[^,.;?!]+?)(?=\s+(?:for|in|please|that|which|within)\b|" +
        @"[,.;?!]|$)|关于(?<topic>.{1,20}?)(?:的|[,。?!]|$)|有关(?<topic>.{1,20}?)的|推荐(?:我|给我)?(?:一?些|几[个篇条本部]|" +
        SpokenNumbers.Chinese + "[个篇条本部首])(?:关于|有关)?(?<topic>[^的,。?!]{1,20}?)的?(?:内容|文章|书|电影|视频|东西)[。?!]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Topic();

    [GeneratedRegex(
        @"\b(?<number>" + SpokenNumbers.English + @")\b(?!\s*(?:of you|thing is|day|o'?clock|am|pm|:))|(?<number>" +
        SpokenNumbers.Chinese + ")(?=[个篇条本部首项样])", RegexOptions.IgnoreCase)]
    private static partial Regex Count();

    [GeneratedRegex(@"\b(?:re-?plan|again|update (?:the|my) plan)\b|重新|再(?:规划|计划|安排)|调整", RegexOptions.IgnoreCase)]
    private static partial Regex Again();

    [GeneratedRegex(
        @"^(?:你|会|要|给我|向我|推荐|推送|了)+|(?:会|被|要|给我|推荐|推送|了|的|呢|吗)+$|" +
        @"^(?:did you |do you |was |is |are |were |you )?(?:recommend(?:ed)?|suggest(?:ed)?|show(?:n|ed)?)? ?(?:me )?|" +
        @"(?: was| is| were| are)?(?: being)?(?: recommended| suggested| shown| in (?:my|the) list)(?: to me)?$", RegexOptions.IgnoreCase)]
    private static partial Regex WhyFrame();

    [GeneratedRegex(
        @"^(?:to|that|about|at|on|by|for|in|with|my|day|today|tomorrow|and|the|is|takes?|要|去|关于|我|用|花|和|今天|明天|的)(?![\p{Ll}])\s*|" +
        @"\s*\b(?:to|for|at|on|by|in|takes?|of)$|(?:要|需要|花|用|的)$", RegexOptions.IgnoreCase)]
    private static partial Regex Links();
}
