package dev.autodidact.sft;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;

/** Row of the adapter_item table: an item that a version's training took in beside its own. */
@Entity(name = "AdapterItem")
@Table(name = "adapter_item")
@IdClass(AdapterItemEntity.Key.class)
class AdapterItemEntity {

    record Key(String tenant, String agent, String version, int place) implements Serializable {}

    @Id
    String tenant;

    @Id
    String agent;

    @Id
    String version;

    @Id
    int place;

    UUID item;
}
