namespace AttentionFunctions.Assist;

/// <summary>Tool results in words, without a model. Everything that is said of an item or a figure stands before its source.</summary>
internal static class Wording
{
    public static string Of(ToolResult result, Language language) => result switch
    {
        ItemsFound found => Items(found, language),
        Explained explained => Explanation(explained, language),
        NotFound => language.In("I know no such item.", "我没有找到这个内容。"),
        AttentionSeen seen => Attention(seen, language),
        Planned planned => Plan(planned, language),
        FeedbackTaken taken => Feedback(taken, language),
        ReminderSet set => language.In($"I will remind you of {Quote(set.Text, language)}, {set.Time} [{set.Source}].", $"我会提醒你{Quote(set.Text, language)}，时间是 {set.Time} [{set.Source}]。"),
        RemindersListed listed => Reminders(listed, language),
        _ => language.In("I could not do that.", "我没能做到。"),
    };

    public static string Quote(string title, Language language) => language.In($"“{title}”", $"《{title}》");

    /// <summary>One reason with its source, as part of a sentence.</summary>
    public static string Reason(Because because, Language language, string itemSource)
    {
        string share = because.Share is { } part ? language.In($" ({part} [{itemSource}])", $"（{part} [{itemSource}]）") : "";
        string? cause = because.Title is { } title ? $"{Quote(title, language)} [{because.Source}]" : null;
        return (because.Kind, cause) switch
        {
            ("history", { }) => language.In($"because of {cause}{share}", $"因为{cause}{share}"),
            ("text", { }) => language.In($"described like {cause}{share}", $"内容与{cause}相近{share}"),
            ("together", { }) => language.In($"chosen by people who choose {cause}{share}", $"选择{cause}的人也选择它{share}"),
            ("text", null) => language.In("its description suits what you chose", "它的内容符合你的选择"),
            ("trending", _) => language.In("it holds attention now", "它正受关注"),
            _ => language.In("many people choose it", "很多人选择它"),
        };
    }

    private static string Items(ItemsFound found, Language language)
    {
        if (found.Items.Count == 0)
        {
            return found.Searched ? language.In("I found nothing of that kind.", "没有找到相关内容。")
                : found.DayIsSpent ? language.In("You have used up the attention that you allow yourself for today.", "你给自己定的今日注意力额度已经用完。")
                : language.In("There is nothing that fits now. Try without a topic or with more time.", "现在没有合适的内容。可以不限主题，或者多留一些时间。");
        }

        string head = found.Searched ? language.In("This is what I found:", "找到这些内容：") : language.In("This suits you now:", "现在适合你的内容：");
        return string.Join('\n', found.Items.Select((item, i) => $"{i + 1}. {Item(item, language)}").Prepend(head));
    }

    private static string Item(FoundItem item, Language language)
    {
        string minutes = item.Minutes is { } length ? language.In($", {length}", $"，{length}") : "";
        string reason = item.Because is { } because ? language.In(": ", "：") + Reason(because, language, item.Source) : "";
        return $"{Quote(item.Title, language)}{minutes} [{item.Source}]{reason}";
    }

    private static string Explanation(Explained explained, Language language)
    {
        string item = $"{Quote(explained.Title, language)} [{explained.Source}]";
        return explained.Standing switch
        {
            Standing.Recommended => language.In(
                $"{item} is recommended to you: {string.Join("; ", explained.Reasons.Select(reason => Reason(reason, language, explained.Source)))}.",
                $"推荐{item}：{string.Join("；", explained.Reasons.Select(reason => Reason(reason, language, explained.Source)))}。"),
            Standing.Chosen => language.In($"{item} is not recommended any more: you chose it before.", $"{item}不再推荐，因为你已经选择过它。"),
            Standing.TurnedAway => language.In($"{item} is not recommended: you turned it away.", $"{item}不再推荐，因为你表示过不想看。"),
            _ => language.In($"{item} is not among your recommendations now.", $"{item}现在不在你的推荐里。"),
        };
    }

    private static string Attention(AttentionSeen seen, Language language)
    {
        if (seen.Direction.Count == 0 && seen.Focus.Count == 0)
            return language.In("I know nothing of your attention yet: there are no events of yours.", "还不了解你的注意力：没有你的行为记录。");
        var lines = new List<string>();
        if (seen.Direction.Count > 0)
        {
            string shares = string.Join(language.In(", ", "、"), seen.Direction.Select(part => $"{part.Name} {part.Figure} [{part.Source}]"));
            lines.Add(language.In($"Your attention goes to: {shares}.", $"你的注意力分布：{shares}。"));
        }

        if (seen.BestHours.Count > 0)
        {
            string hours = string.Join(language.In(", ", "、"), seen.BestHours.Select(hour => $"{hour.Figure} [{hour.Source}]"));
            lines.Add(language.In($"It is deepest in the hour from: {hours}.", $"最专注的时段始于：{hours}。"));
        }

        foreach (Finding length in seen.Focus)
        {
            lines.Add(length.Name switch
            {
                "focus stretch" => language.In($"A stretch of focus usually lasts {length.Figure} [{length.Source}].", $"一段专注通常持续 {length.Figure} [{length.Source}]。"),
                "switching" => language.In($"Changing the activity costs {length.Figure} [{length.Source}].", $"切换活动大约损失 {length.Figure} [{length.Source}]。"),
                _ => language.In($"After an interruption it takes {length.Figure} [{length.Source}] to come back.", $"被打断后需要 {length.Figure} [{length.Source}] 才能恢复。"),
            });
        }

        return string.Join('\n', lines);
    }

    private static string Plan(Planned planned, Language language)
    {
        var lines = new List<string>
        {
            planned.Blocks.Count == 0 ? language.In("Nothing has a place on that day any more.", "那一天已经排不下了。")
                : planned.Replanned ? language.In("The new plan:", "新的计划：") : language.In("The plan:", "计划如下："),
        };
        lines.AddRange(planned.Blocks.Select(block => $"- {block.Time} {Quote(block.Title, language)} [{block.Source}]"));
        lines.AddRange(planned.Unplaced.Select(task => language.In(
            $"- without a place: {task.Missing} of {Quote(task.Title, language)} [{task.Source}]", $"- 排不下：{Quote(task.Title, language)}还差 {task.Missing} [{task.Source}]")));
        return string.Join('\n', lines);
    }

    private static string Feedback(FeedbackTaken taken, Language language)
    {
        string item = $"{Quote(taken.Title, language)} [{taken.Source}]";
        return taken.Kind switch
        {
            FeedbackKind.Like => language.In($"Noted: you like {item}.", $"记下了：你喜欢{item}。"),
            FeedbackKind.Dislike => language.In($"Noted: you do not like {item}. It will not come back.", $"记下了：你不喜欢{item}，以后不再推荐。"),
            _ => language.In($"Noted: less like {item}. It will not come back.", $"记下了：少推荐{item}这类内容，它不会再出现。"),
        };
    }

    private static string Reminders(RemindersListed listed, Language language) => listed.Reminders.Count == 0
        ? language.In("You have no reminders.", "你没有提醒。")
        : string.Join('\n', listed.Reminders.Select(reminder =>
            $"- {reminder.Time} {Quote(reminder.Text, language)} [{reminder.Source}]{(reminder.Due ? language.In(" (due)", "（已到时间）") : "")}")
            .Prepend(language.In("Your reminders:", "你的提醒：")));
}
