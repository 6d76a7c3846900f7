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

    /// <summary>Catalogues so large that views share what did not change; against a plain dictionary.</summary>
    [Fact]
    public void Views_of_a_large_catalogue_share_what_did_not_change()
    {
        Gen<CatalogueItem> state = Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 9]).Select((id, minute) => Item($"i{id:0000}", minute, removed: (id + minute) % 5 == 0));
        state.Array[0, 900].Array[1, 8].Sample(batches =>
        {
            ItemCatalogue catalogue = ItemCatalogue.Empty.With(Enumerable.Range(0, 2500).Select(id => Item($"i{id:0000}")));
            var expected = catalogue.States.ToDictionary(item => item.Id);
            foreach (CatalogueItem[] batch in batches)
            {
                catalogue = catalogue.With(batch);
                foreach (CatalogueItem item in batch)
                    if (!expected.TryGetValue(item.Id, out CatalogueItem? known) || item.IsNewerThan(known)) expected[item.Id] = item;
                CatalogueItem[] ordered = [.. expected.Values.OrderBy(item => item.Id, StringComparer.Ordinal)];
                Assert.Equal(ordered, catalogue.States);
                Assert.Equal(ordered.Where(item => !item.Removed), catalogue.Items);
                Assert.All(batch, item => Assert.Same(expected[item.Id], catalogue.State(item.Id)));
            }
        }, iter: 20);
    }

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
}
