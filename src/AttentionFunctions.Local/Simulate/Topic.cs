namespace AttentionFunctions.Local.Simulate;

/// <summary>What people read about, with the words that its items are made of.</summary>
/// <param name="Subjects">Noun phrases in lower case that fit every angle and sentence.</param>
/// <param name="Angles">Titles; <c>{0}</c> is the subject.</param>
/// <param name="Series">Names of series whose parts follow one another.</param>
/// <param name="Sentences">Body text; <c>{0}</c> is the subject.</param>
internal sealed record Topic(string Name, string[] Subjects, string[] Angles, string[] Series, string[] Creators, string[] Sentences);
