using AttentionFunctions.Events;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Catalogue;

public sealed class ItemCatalogueTests
{
    private static CatalogueItem Item(string id, int minute = 0, string eventId = "e", bool removed = false) =>
        CatalogueFixture.Item(id, minute, eventId, removed);

    [Fact]
    public void A_newer_state_replaces_the_whole_item()
    {
        ItemCatalogue catalogue = ItemCatalogue.Empty.With([Item("a")]).With([Item("a", minute: 1)]);
        Assert.Equal(CatalogueFixture.Title("a", 1), catalogue.Find("a")!.Fields.Title);
        Assert.Single(catalogue.Items);
    }

    [Fact]
    public void A_late_event_loses() =>
        Assert.Equal(CatalogueFixture.Title("a", 5), ItemCatalogue.Empty.With([Item("a", minute: 5)]).With([Item("a", minute: 4)]).Find("a")!.Fields.Title);

    [Theory]
    [InlineData("e1", "e2")]
    [InlineData("e2", "e1")]
    public void Of_two_events_of_one_time_the_greater_id_wins(string first, string second) =>
        Assert.Equal("e2", ItemCatalogue.Empty.With([Item("a", eventId: first)]).With([Item("a", eventId: second)]).Find("a")!.EventId);

    [Fact]
    public void Of_one_event_the_vector_that_was_made_last_counts_whatever_the_order()
    {
        CatalogueItem own = Item("a"), first = own with { Paraphrases = new("b", CatalogueFixture.Start) };
        CatalogueItem same = own with { Paraphrases = new("c", CatalogueFixture.Start) }, last = own with { Paraphrases = new("a", CatalogueFixture.Start.AddDays(1)) };
        CatalogueItem[] states = [own, first, same, last];
        foreach (CatalogueItem state in states)
            foreach (CatalogueItem other in states)
                Assert.Equal(
                    Math.Max(Array.IndexOf(states, state), Array.IndexOf(states, other)),
                    Array.IndexOf(states, ItemCatalogue.Empty.With([state]).With([other]).Find("a")));
        Assert.Equal(1, ItemCatalogue.Empty.With([last]).With([Item("a", minute: 1)]).Find("a")!.UpdatedAt.Minute);
    }

    [Fact]
    public void Ids_are_compared_by_their_characters_not_by_a_language() => // In most languages "a" sorts before "B".
        Assert.Equal("a", ItemCatalogue.Empty.With([Item("x", eventId: "a"), Item("x", eventId: "B")]).Find("x")!.EventId);

    [Fact]
    public void A_removed_item_is_hidden_but_a_late_upsert_does_not_bring_it_back()
    {
        ItemCatalogue catalogue = ItemCatalogue.Empty.With([Item("a", minute: 5, removed: true)]).With([Item("a", minute: 4)]);
        Assert.Empty(catalogue.Items);
        Assert.Null(catalogue.Find("a"));
        Assert.False(catalogue.TryFind("a", out _));
        Assert.True(catalogue.State("a")!.Removed);
        Assert.Single(catalogue.States);
    }

    [Fact]
    public void A_newer_upsert_brings_a_removed_item_back() =>
        Assert.NotNull(ItemCatalogue.Empty.With([Item("a", removed: true)]).With([Item("a", minute: 1)]).Find("a"));

    [Fact]
    public void A_view_does_not_change_when_items_do()
    {
        ItemCatalogue before = ItemCatalogue.Empty.With([Item("a")]);
        before.With([Item("a", minute: 1), Item("b")]);
        Assert.Equal([CatalogueFixture.Title("a")], before.Items.Select(item => item.Fields.Title));
    }

    [Fact]
    public void Items_are_in_ordinal_order() =>
        Assert.Equal(["B", "a", "b"], ItemCatalogue.Empty.With([Item("b"), Item("a"), Item("B")]).Items.Select(item => item.Id));

    /// <summary>Catalogues so large that most states are packed, in several layers; against a plain dictionary.</summary>
    [Fact]
    public void A_large_catalogue_says_what_a_dictionary_would_say()
    {
        Gen<CatalogueItem> state = Gen.Select(Gen.Int[0, 9000], Gen.Int[0, 9]).Select((id, minute) =>
            Item($"i{id:0000}", minute, removed: (id + minute) % 5 == 0));
        Gen.Select(state.Array[0, 1500], Gen.Bool).Array[1, 6].Sample(batches =>
        {
            ItemCatalogue catalogue = ItemCatalogue.Empty.WithMany(Enumerable.Range(0, 6000).Select(id => Item($"i{id:0000}")));
            var expected = catalogue.States.ToDictionary(item => item.Id);
            foreach ((CatalogueItem[] batch, bool many) in batches)
            {
                ItemCatalogue before = catalogue;
                catalogue = many ? catalogue.WithMany(batch.DistinctBy(item => item.Id).OrderBy(item => item.Id, StringComparer.Ordinal)) : catalogue.With(batch);
                foreach (CatalogueItem item in many ? batch.DistinctBy(item => item.Id) : batch)
                    if (!expected.TryGetValue(item.Id, out CatalogueItem? known) || item.IsNewerThan(known)) expected[item.Id] = item;
                CatalogueItem[] ordered = [.. expected.Values.OrderBy(item => item.Id, StringComparer.Ordinal)];
                Assert.Equal(ordered.Select(Said), catalogue.States.Select(Said));
                var differing = before.Items.Select(Said).ToHashSet();
                differing.SymmetricExceptWith(catalogue.Items.Select(Said));
                var told = new HashSet<string>(catalogue.ChangesSince(before).SelectMany(change => new[] { change.Before, change.After }).OfType<CatalogueItem>().Select(Said));
                Assert.Superset(differing, told);
                Assert.Equal(ordered.Where(item => !item.Removed).Select(Said), catalogue.Items.Select(Said));
                Assert.Equal(ordered.Count(item => !item.Removed), catalogue.Items.Count);
                Assert.All(batch, item => Assert.Equal(Said(expected[item.Id]), Said(catalogue.State(item.Id)!)));
                Assert.All(batch, item => Assert.Equal(Said(expected[item.Id]), Said(catalogue.At(catalogue.PlaceOf(item.Id)))));
                Assert.Null(catalogue.State("none"));
                Assert.Equal(ItemCatalogue.Nowhere, catalogue.PlaceOf("none"));
            }
        }, iter: 12);
    }

    [Fact]
    public void What_is_packed_comes_back_as_it_was()
    {
        Gen<DateTimeOffset> time = Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[-14, 14]).Select((minute, zone) =>
            CatalogueFixture.Start.AddMinutes(minute).ToOffset(TimeSpan.FromHours(zone)));
        Gen<ItemFields> fields = Gen.Select(
            Gen.String.Select(text => text.Where(unit => !char.IsSurrogate(unit)).ToArray()).Select(units => new string(units)), Gen.Int[0, 3].Select(label => new[] { "a", "b", "é", "" }[label]).Array[0, 3], Gen.Bool,
            Gen.Double.Nullable(), time.Nullable(), Gen.Int[0, 3]).Select((text, labels, flag, number, at, kind) => new ItemFields
            {
                Title = kind == 0 ? null : text,
                Text = kind == 1 ? text : null,
                Categories = labels,
                Tags = kind == 2 ? labels : [],
                Creator = kind == 3 ? text : null,
                Language = flag ? "zh-Hans" : null,
                Price = number,
                PublishedAt = at,
                ExpiresAt = flag ? at : null,
                AttentionSeconds = flag ? number : null,
                Hidden = flag,
            });
        Gen.Select(fields, time, Gen.Float[-1, 1].Array[0, 40], Gen.Bool, Gen.Bool).Array[1, 20].Sample(drawn =>
        {
            CatalogueItem[] states = [.. drawn.Select((state, i) => new CatalogueItem(
                $"i{i:D2}", state.Item1, state.Item2, $"e{i}", state.Item4, ItemVector.Of(state.Item3), state.Item3.Length == 0 ? "" : CatalogueItem.OwnSpace(state.Item3.Length))
            {
                Paraphrases = state.Item5 ? new ItemParaphrases("key", state.Item2) : null,
            })];
            ItemCatalogue catalogue = ItemCatalogue.Empty.WithMany(states);
            CatalogueItem[] packed = [.. catalogue.States];
            for (int i = 0; i < states.Length; i++)
            {
                Assert.Equal(states[i].Vector.ToArray(), packed[i].Vector.ToArray());
                Assert.Equivalent(states[i] with { Vector = default }, packed[i] with { Vector = default }, strict: true);
                Assert.Equal(states[i].UpdatedAt.Offset, packed[i].UpdatedAt.Offset);
                int place = catalogue.PlaceOf(states[i].Id);
                Assert.Equal(ItemHead.Of(states[i]), catalogue.HeadAt(place));
                Assert.Equal(states[i].Fields.Categories, catalogue.CategoriesAt(place));
                Assert.Equal(states[i].Fields.Tags, catalogue.TagsAt(place));
                Assert.Equal(states[i].Fields.Title, catalogue.TitleAt(place));
            }
        });
    }

    [Fact]
    public void Many_states_in_another_order_are_refused() => Assert.Contains(
        "Item a comes after b", Assert.Throws<InvalidDataException>(() => ItemCatalogue.Empty.WithMany([Item("b"), Item("a")])).Message);

    [Fact]
    public void Where_nothing_is_newer_the_view_stays_the_same()
    {
        ItemCatalogue catalogue = ItemCatalogue.Empty.With([Item("a", minute: 1)]);
        Assert.Same(catalogue, catalogue.With([Item("a"), Item("a", minute: 1)]));
    }

    /// <summary>What redelivery, reordering and rebatching need.</summary>
    [Fact]
    public void Any_order_any_batches_and_repetitions_give_the_same_catalogue()
    {
        Gen<CatalogueItem> state = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 3]).Select((id, minute, tie) =>
            Item($"i{id}", minute, $"e{tie}", removed: (id + minute + tie) % 3 == 0));
        Gen.Select(state.Array[0, 30], Gen.Int[1, 7], Gen.Int).Sample((states, batch, seed) =>
        {
            ItemCatalogue once = ItemCatalogue.Empty.With(states);
            CatalogueItem[] shuffled = [.. states, .. states];
            new Random(seed).Shuffle(shuffled);
            ItemCatalogue batched = shuffled.Chunk(batch).Aggregate(ItemCatalogue.Empty, (catalogue, changes) => catalogue.With(changes));
            Assert.Equal(CatalogueFixture.Seen(once), CatalogueFixture.Seen(batched));
            Assert.Equal(once.States.Select(state => state.EventId), batched.States.Select(state => state.EventId));
        });
    }

    private static string Said(CatalogueItem item) => $"{item.Id}|{item.Fields.Title}|{item.UpdatedAt:O}|{item.EventId}|{item.Removed}|{item.VectorSpace}|{string.Join(' ', item.Vector.ToArray())}";
}
