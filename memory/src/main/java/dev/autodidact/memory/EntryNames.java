package dev.autodidact.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.BytesRef;

/** The ids of entries in a column beside the documents: reading stored fields costs as much as the search itself. */
final class EntryNames {

    private static final String FIELD = "name";

    private EntryNames() {}

    static void put(Document document, UUID id) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        document.add(new BinaryDocValuesField(FIELD, new BytesRef(bytes)));
    }

    /**
     * The ids of some hits, in their order. The column is opened once for each piece and read forwards.
     *
     * @param leaves the pieces of the index
     * @throws CorruptIndexException where a document has none
     */
    static List<UUID> of(List<ScoreDoc> hits, List<LeafReaderContext> leaves) throws IOException {
        long[] byDocument = new long[hits.size()];
        for (int i = 0; i < byDocument.length; i++) {
            byDocument[i] = (long) hits.get(i).doc << Integer.SIZE | i;
        }
        Arrays.sort(byDocument);
        UUID[] ids = new UUID[byDocument.length];
        LeafReaderContext leaf = null;
        BinaryDocValues names = null;
        for (long next : byDocument) {
            int document = (int) (next >> Integer.SIZE);
            if (leaf == null || document >= leaf.docBase + leaf.reader().maxDoc()) {
                leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
                names = DocValues.getBinary(leaf.reader(), FIELD);
            }
            if (!names.advanceExact(document - leaf.docBase)) {
                throw new CorruptIndexException("document " + document + " has no name", leaf.toString());
            }
            BytesRef name = names.binaryValue();
            ByteBuffer bytes = ByteBuffer.wrap(name.bytes, name.offset, name.length);
            ids[(int) next] = new UUID(bytes.getLong(), bytes.getLong());
        }
        return List.of(ids);
    }
}
