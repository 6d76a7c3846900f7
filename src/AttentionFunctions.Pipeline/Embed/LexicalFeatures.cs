using System.Text;

namespace AttentionFunctions.Embed;

/// <summary>
/// Text to weighted buckets: words, pairs of neighbouring words, and character n-grams, which let misspellings and inflections meet.
/// Not safe for several threads: the lists are reused from text to text.
/// </summary>
/// <remarks>Chosen by retrieving titles from parts and misspellings of them; changing a number here needs a new encoder version.</remarks>
internal sealed class LexicalFeatures
{
    private const int ShortestGram = 3, LongestGram = 5, LongestUnspacedGram = 3;

    // Squared, these are the shares of a word's meaning: the word itself, its spelling, its company.
    private const float WordWeight = 1f, SpellingWeight = 1f, PairWeight = 0.5f, UnspacedWeight = 0.5f;

    /// <summary>Weights are whole multiples of 1/this, so that their sums are exact in single precision, in whatever order.</summary>
    private const float Resolution = 64;

    /// <summary>Stands before and after a word in its n-grams.</summary>
    private const int Boundary = ' ';

    private readonly List<Rune> _text = [];
    private readonly List<Word> _words = [];
    private readonly List<int> _units = [];
    private readonly List<(ulong Hash, float Weight)> _features = [];

    /// <summary>Replaces the content of both lists; buckets ascend and are distinct.</summary>
    public void Extract(string text, List<long> buckets, List<float> weights)
    {
        TextFolding.Fold(text, _text);
        Words.Find(_text, _words);
        _features.Clear();
        for (var i = 0; i < _words.Count; i++)
        {
            if (_words[i].IsUnspaced)
            {
                AddUnspaced(_words[i]);
            }
            else
            {
                AddWord(_words[i]);
                if (i > 0 && !_words[i - 1].IsUnspaced) AddPair(_words[i - 1], _words[i]);
            }
        }
        Collect(buckets, weights);
    }

    private void AddWord(Word word)
    {
        var importance = Importance(word);
        _features.Add((Spell(FeatureHash.Start(FeatureKind.Word), word).Value, WordWeight * importance));

        _units.Clear();
        _units.Add(Boundary);
        for (var i = word.Start; i < word.Start + word.Length; i++)
            if (!Words.IsApostrophe(_text[i])) _units.Add(_text[i].Value);
        _units.Add(Boundary);

        var grams = 0;
        for (var length = ShortestGram; length <= LongestGram; length++) grams += Math.Max(0, _units.Count - length + 1);
        var weight = SpellingWeight * importance / MathF.Sqrt(grams);
        for (var start = 0; start <= _units.Count - ShortestGram; start++)
        {
            var hash = FeatureHash.Start(FeatureKind.Characters);
            for (var length = 1; length <= LongestGram && start + length <= _units.Count; length++)
            {
                hash = hash.Add(_units[start + length - 1]);
                if (length >= ShortestGram) _features.Add((hash.Value, weight));
            }
        }
    }

    private void AddPair(Word first, Word second)
    {
        var hash = Spell(Spell(FeatureHash.Start(FeatureKind.WordPair), first).Add(Boundary), second);
        _features.Add((hash.Value, PairWeight * MathF.Sqrt(Importance(first) * Importance(second))));
    }

    /// <summary>One to three characters, each with the marks that belong to it.</summary>
    private void AddUnspaced(Word word)
    {
        var end = word.Start + word.Length;
        for (var start = word.Start; start < end; start = Next(start, end))
        {
            var hash = FeatureHash.Start(FeatureKind.Unspaced);
            var at = start;
            for (var length = 1; length <= LongestUnspacedGram && at < end; length++)
            {
                var next = Next(at, end);
                for (; at < next; at++) hash = hash.Add(_text[at].Value);
                _features.Add((hash.Value, UnspacedWeight * MathF.Sqrt(length)));
            }
        }
    }

    private int Next(int start, int end)
    {
        do start++;
        while (start < end && Words.IsMark(_text[start]));
        return start;
    }

    private FeatureHash Spell(FeatureHash hash, Word word)
    {
        for (var i = word.Start; i < word.Start + word.Length; i++)
            if (!Words.IsApostrophe(_text[i])) hash = hash.Add(_text[i].Value);
        return hash;
    }

    /// <summary>
    /// Short words are the frequent ones in every language (Zipf), and numbers are mostly years: both say less about what a text is about.
    /// </summary>
    private float Importance(Word word)
    {
        if (Rune.IsDigit(_text[word.Start])) return 0.5f;
        return word.Length switch { <= 2 => 0.3f, 3 => 0.5f, 4 => 0.8f, _ => 1f };
    }

    /// <summary>Repetitions count sublinearly; a bit of the hash that does not choose the bucket chooses the sign, so that collisions cancel.</summary>
    private void Collect(List<long> buckets, List<float> weights)
    {
        buckets.Clear();
        weights.Clear();
        _features.Sort(static (a, b) => a.Hash.CompareTo(b.Hash));
        for (var i = 0; i < _features.Count;)
        {
            var (hash, weight) = _features[i];
            var count = 1;
            while (++i < _features.Count && _features[i].Hash == hash) count++;
            var signed = MathF.Round(Resolution * weight * (1 + MathF.Log(count)));
            if ((hash & 1) == 0) signed = -signed;

            var bucket = (long)((hash >> 32) * LexicalModelBuilder.Buckets >> 32);
            if (buckets.Count > 0 && buckets[^1] == bucket)
            {
                weights[^1] += signed;
            }
            else
            {
                buckets.Add(bucket);
                weights.Add(signed);
            }
        }
    }
}
